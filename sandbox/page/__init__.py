"""The workspace as a page in a browser: what people see, what they do, and the clock they turn."""
