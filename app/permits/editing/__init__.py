"""Editing the text of a definition: one tree for hands that type and hands that click.

Every change is a splice of the text at the offsets of what it changes, so that comments, order and quotes of all else
stay to the letter. Nothing here judges a definition; the loader does.
"""
