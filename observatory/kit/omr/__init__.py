"""Optical mark recognition: a page printed with corner marks and codes, filled by pen, and read back."""
