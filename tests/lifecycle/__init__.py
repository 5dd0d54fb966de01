"""The model of a tape's life against the table of observations and against TensorFlow."""
