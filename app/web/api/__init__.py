"""Machines: health now, the public API in an issue of its own."""
