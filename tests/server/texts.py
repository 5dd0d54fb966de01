"""Programs that the tests type."""

TAPE = """\
import tensorflow as tf

x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x * x
    z = y * y
dz = tape.gradient(z, x)
dy = tape.gradient(y, x)
"""
"""One mistake, in the last line, columns 5 to 24."""

HARMLESS = "print('no tape')\n"
