"""The oracle: what TensorFlow itself does at each line of a fixture."""
