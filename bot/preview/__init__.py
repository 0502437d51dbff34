"""Every message, view and page with sample data, to look at: `convener preview`."""
