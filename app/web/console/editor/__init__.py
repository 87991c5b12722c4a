"""The editor of definitions: one draft, its tabs, forms, text, examples and previews. Every page works without a script."""
