"""tf.nn: activations, losses, convolutions, pooling.

Labels of dtype float carry gradients as well as predictions; indices and class numbers do not.
"""

from __future__ import annotations

from .kinds import DType, Effect, Operation, Table, op

CONNECTS, STRUCTURE, CUTS, RAISES = Effect.CONNECTS, Effect.STRUCTURE, Effect.CUTS, Effect.RAISES
SAME_AS_INPUT, FLOAT, INTEGER = DType.SAME_AS_INPUT, DType.FLOAT, DType.INTEGER
UNKNOWN = DType.UNKNOWN

NN = "tensorflow.nn"
GRAD = "nn_grad.py"

ROWS: Table = (
    (
        Operation(CONNECTS, FLOAT, GRAD),
        NN,
        """
        compute_average_loss elu gelu l2_loss leaky_relu local_response_normalization
        log_poisson_loss scale_regularization_loss selu sigmoid_cross_entropy_with_logits silu
        softmax_cross_entropy_with_logits swish weighted_cross_entropy_with_logits
        """,
    ),
    (Operation(CONNECTS, SAME_AS_INPUT, GRAD), NN, "batch_normalization bias_add crelu relu relu6"),
    (Operation(Effect.SAME, FLOAT, "nn_ops.dropout: rate 0"), NN, "dropout"),
    (
        op(CONNECTS, FLOAT, "labels logits*", GRAD),
        NN,
        "sparse_softmax_cross_entropy_with_logits",
    ),
    (op(CONNECTS, FLOAT, "labels logits*", "ctc_ops.py"), NN, "ctc_loss"),
    (op(CONNECTS, SAME_AS_INPUT, "params* ids", "embedding_ops.py"), NN, "embedding_lookup"),
    (
        op(CONNECTS, SAME_AS_INPUT, "params* sp_ids", "embedding_ops.py"),
        NN,
        "embedding_lookup_sparse",
    ),
    (
        Operation(CONNECTS, FLOAT, GRAD),
        NN,
        """
        avg_pool avg_pool1d avg_pool2d avg_pool3d conv3d conv3d_transpose depthwise_conv2d
        max_pool3d pool separable_conv2d
        """,
    ),
    (
        Operation(CONNECTS, SAME_AS_INPUT, "array_grad.py"),
        NN,
        """
        conv1d conv1d_transpose conv2d conv2d_transpose convolution depth_to_space max_pool
        max_pool1d max_pool2d space_to_depth
        """,
    ),
    (Operation(STRUCTURE, SAME_AS_INPUT, "nn_impl.py"), NN, "moments weighted_moments"),
    (Operation(STRUCTURE, UNKNOWN, "nn_grad._MaxPoolWithArgmaxGrad"), NN, "max_pool_with_argmax"),
    (Operation(CUTS, UNKNOWN, "ctc_ops: not differentiable"), NN, "ctc_beam_search_decoder"),
    # TensorFlow 1 names; `reduction` aside they give one number.
    (
        op(CONNECTS, FLOAT, "labels* predictions* weights*", "losses_impl.py"),
        "tensorflow.losses",
        "absolute_difference log_loss mean_squared_error",
    ),
    (
        op(CONNECTS, FLOAT, "onehot_labels logits* weights*", "losses_impl.py: stop_gradient"),
        "tensorflow.losses",
        "softmax_cross_entropy",
    ),
    (
        op(CONNECTS, FLOAT, "labels logits* weights*", "losses_impl.py"),
        "tensorflow.losses",
        "sparse_softmax_cross_entropy",
    ),
)
