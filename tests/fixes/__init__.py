"""The proof of the fixes: by text, by what tapelint says then, and by what TensorFlow does."""
