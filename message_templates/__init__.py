"""All wording: Jinja2 templates that yield Block Kit objects, and the renderer that makes them safe."""
