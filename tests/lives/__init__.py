"""The lives of tapes, against TensorFlow and as pictures."""
