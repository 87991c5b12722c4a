"""What happens between a draft and its publication, and after: compared, handed in, published by another, closed."""
