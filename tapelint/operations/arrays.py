"""tf.* about making, shaping and picking: shapes, indices, casts, random numbers, functions.

Values carry, indices and shapes do not. Differentiable: what `array_grad.py` and
`data_flow_grad.py` register a gradient for.
"""

from __future__ import annotations

from .kinds import DType, Effect, Operation, Table, op

CONNECTS, SAME, STRUCTURE, CUTS = Effect.CONNECTS, Effect.SAME, Effect.STRUCTURE, Effect.CUTS
ZEROS, RAISES, MAKES = Effect.ZEROS, Effect.RAISES, Effect.MAKES
SAME_AS_INPUT, FLOAT, INTEGER = DType.SAME_AS_INPUT, DType.FLOAT, DType.INTEGER
BOOL, STRING, COMPLEX = DType.BOOL, DType.STRING, DType.COMPLEX
FROM_ARGUMENT, UNKNOWN = DType.FROM_ARGUMENT, DType.UNKNOWN

TF, RANDOM = "tensorflow", "tensorflow.random"
GRAD = "array_grad.py"

_SHAPES: Table = (
    (
        Operation(CONNECTS, SAME_AS_INPUT, GRAD),
        TF,
        """
        broadcast_to concat ensure_shape expand_dims identity pad repeat reshape reverse roll sort
        squeeze tile transpose
        """,
    ),
    # Of a list; `tf.stack(tensor)`, without the list, is the tensor itself.
    (Operation(CONNECTS, SAME_AS_INPUT, GRAD), TF, "stack"),
    (op(CONNECTS, SAME_AS_INPUT, "params* indices", GRAD), TF, "gather gather_nd"),
    (op(CONNECTS, SAME_AS_INPUT, "tensor* mask", GRAD), TF, "boolean_mask"),
    (op(CONNECTS, SAME_AS_INPUT, "condition x* y*", "math_grad._SelectV2Grad"), TF, "where"),
    (op(CONNECTS, SAME_AS_INPUT, "input_* begin", GRAD), TF, "slice strided_slice"),
    (op(CONNECTS, SAME_AS_INPUT, "input* seq_lengths", GRAD), TF, "reverse_sequence"),
    (op(CONNECTS, SAME_AS_INPUT, "indices updates*", GRAD), TF, "scatter_nd"),
    (
        op(CONNECTS, SAME_AS_INPUT, "tensor* indices updates*", GRAD),
        TF,
        """
        tensor_scatter_nd_add tensor_scatter_nd_max tensor_scatter_nd_min tensor_scatter_nd_sub
        tensor_scatter_nd_update
        """,
    ),
    (op(CONNECTS, SAME_AS_INPUT, "indices data*", "data_flow_grad.py"), TF, "dynamic_stitch"),
    (
        op(STRUCTURE, SAME_AS_INPUT, "data* partitions", "data_flow_grad.py"),
        TF,
        "dynamic_partition",
    ),
    (
        Operation(STRUCTURE, SAME_AS_INPUT, GRAD),
        TF,
        "identity_n meshgrid split unstack",
    ),
    (Operation(SAME, UNKNOWN, "array_ops.tuple: the tensors themselves"), TF, "tuple"),
    (Operation(CUTS, INTEGER, "array_grad: not differentiable"), TF, "rank searchsorted shape"),
    (Operation(CUTS, INTEGER, "array_grad: not differentiable"), TF, "shape_n size unravel_index"),
    (
        Operation(CUTS, INTEGER, "array_ops: static"),
        TF,
        "broadcast_dynamic_shape histogram_fixed_width_bins",
    ),
    (Operation(ZEROS, INTEGER, "sort_ops.argsort: indices of top_k"), TF, "argsort"),
    (Operation(RAISES, UNKNOWN, "Unique: none registered"), TF, "unique unique_with_counts"),
    (Operation(RAISES, INTEGER, "HistogramFixedWidth: none"), TF, "histogram_fixed_width"),
    (Operation(RAISES, SAME_AS_INPUT, "GuaranteeConst: none registered"), TF, "guarantee_const"),
)

_MAKING: Table = (
    (op(SAME, FROM_ARGUMENT, "x* dtype=", "math_ops.cast"), TF, "cast"),
    (
        op(CONNECTS, FROM_ARGUMENT, "value* dtype=", "math_ops.saturate_cast"),
        TF,
        "saturate_cast",
    ),
    (
        op(SAME, FROM_ARGUMENT, "value* dtype=", "tensor_conversion", otherwise=SAME_AS_INPUT),
        TF,
        "convert_to_tensor",
    ),
    # Of a tensor, eagerly, the tensor itself; of a variable a copy of the number.
    (
        op(SAME, FROM_ARGUMENT, "value* dtype=", "constant_op", otherwise=SAME_AS_INPUT),
        TF,
        "constant",
    ),
    (op(RAISES, FROM_ARGUMENT, "input type=", "Bitcast: none registered"), TF, "bitcast"),
    (Operation(CONNECTS, COMPLEX, "math_grad._ComplexGrad"), TF, "complex"),
    (op(CONNECTS, SAME_AS_INPUT, "dims value*", "array_grad._FillGrad"), TF, "fill"),
    (op(CONNECTS, FLOAT, "start* stop*", "math_ops.linspace_nd"), TF, "linspace"),
    (
        op(MAKES, FROM_ARGUMENT, "shape dtype=", "array_ops", otherwise=FLOAT),
        TF,
        "ones zeros",
    ),
    (
        op(CUTS, FROM_ARGUMENT, "input dtype=", "array_ops", otherwise=SAME_AS_INPUT),
        TF,
        "ones_like zeros_like",
    ),
    (
        op(
            CUTS,
            FROM_ARGUMENT,
            "start limit delta dtype=",
            "math_grad: Range",
            otherwise=SAME_AS_INPUT,
        ),
        TF,
        "range",
    ),
    (
        op(
            CUTS,
            FROM_ARGUMENT,
            "indices depth on_value off_value axis dtype=",
            "array_grad: OneHot",
            otherwise=FLOAT,
        ),
        TF,
        "one_hot",
    ),
    (
        op(CUTS, FROM_ARGUMENT, "lengths maxlen dtype=", "array_ops", otherwise=BOOL),
        TF,
        "sequence_mask",
    ),
    (Operation(CUTS, SAME_AS_INPUT, "array_ops.stop_gradient"), TF, "stop_gradient"),
    (Operation(MAKES, FLOAT, "logging_ops.timestamp"), TF, "timestamp"),
    (Operation(CUTS, STRING, "string_ops: not differentiable"), TF, "as_string"),
    # TensorFlow 1 names.
    (Operation(SAME, FLOAT, "math_ops.to_float"), TF, "to_float"),
    (Operation(CONNECTS, FLOAT, "math_ops.to_double"), TF, "to_double"),
    (Operation(CUTS, INTEGER, "math_ops.to_int32"), TF, "to_int32 to_int64"),
)

_CLIPPING: Table = (
    (
        op(CONNECTS, SAME_AS_INPUT, "t* clip_value_min* clip_value_max*", "clip_ops.py"),
        TF,
        "clip_by_value",
    ),
    (Operation(CONNECTS, FLOAT, "clip_ops.py"), TF, "clip_by_norm"),
    (Operation(STRUCTURE, FLOAT, "clip_ops.py"), TF, "clip_by_global_norm"),
)

_FUNCTIONS: Table = (
    (op(CONNECTS, UNKNOWN, "fn* elems*", "map_fn.py, functional_ops.py"), TF, "map_fn scan"),
    (op(CONNECTS, UNKNOWN, "fn* elems*", "functional_ops.py"), TF, "vectorized_map foldl foldr"),
    (op(SAME, UNKNOWN, "pred true_fn* false_fn*", "cond.py"), TF, "cond"),
    (op(SAME, UNKNOWN, "pred_fn_pairs* default*", "control_flow_case.py"), TF, "case"),
    (op(SAME, UNKNOWN, "branch_index branch_fns*", "control_flow_switch_case"), TF, "switch_case"),
    (op(SAME, UNKNOWN, "cond body* loop_vars*", "while_loop.py"), TF, "while_loop"),
    (op(CONNECTS, FROM_ARGUMENT, "func inp* Tout=", "script_ops.py"), TF, "py_function"),
    (op(CUTS, FROM_ARGUMENT, "func inp Tout=", "script_ops.py"), TF, "numpy_function py_func"),
    (op(SAME, UNKNOWN, "func* structure*", "nest.py"), "tensorflow.nest", "map_structure"),
    (Operation(SAME, UNKNOWN, "nest.py"), "tensorflow.nest", "flatten"),
    (
        op(SAME, UNKNOWN, "structure flat_sequence*", "nest.py"),
        "tensorflow.nest",
        "pack_sequence_as",
    ),
)

_RANDOM: Table = (
    (
        op(
            CONNECTS,
            FROM_ARGUMENT,
            "shape mean* stddev* dtype=",
            "random_ops.py",
            otherwise=FLOAT,
        ),
        RANDOM,
        "normal truncated_normal",
    ),
    (
        op(
            CONNECTS,
            FROM_ARGUMENT,
            "shape minval* maxval* dtype=",
            "random_ops.py",
            otherwise=FLOAT,
        ),
        RANDOM,
        "uniform",
    ),
    (
        op(
            CONNECTS,
            FROM_ARGUMENT,
            "shape seed mean* stddev* dtype=",
            "stateless_random_ops.py",
            otherwise=FLOAT,
        ),
        RANDOM,
        "stateless_normal stateless_truncated_normal",
    ),
    (
        op(
            CONNECTS,
            FROM_ARGUMENT,
            "shape seed minval* maxval* dtype=",
            "stateless_random_ops.py",
            otherwise=FLOAT,
        ),
        RANDOM,
        "stateless_uniform",
    ),
    (op(CONNECTS, FLOAT, "shape alpha* beta*", "random_grad.py"), RANDOM, "gamma"),
    (op(RAISES, FLOAT, "shape lam*", "RandomPoissonV2: none registered"), RANDOM, "poisson"),
    (Operation(CUTS, SAME_AS_INPUT, "random_grad: not differentiable"), RANDOM, "shuffle"),
    (Operation(CUTS, INTEGER, "random_grad: not differentiable"), RANDOM, "categorical"),
    (Operation(CUTS, INTEGER, "stateless_random_ops.py"), RANDOM, "stateless_categorical"),
    (Operation(CUTS, INTEGER, "stateless_random_ops.py"), RANDOM, "experimental.stateless_split"),
    (Operation(CUTS, INTEGER, "stateless_random_ops.py: seeds"), RANDOM, "fold_in split"),
    (op(CONNECTS, FLOAT, "shape seed alpha* beta*", "random_grad.py"), RANDOM, "stateless_gamma"),
    (
        op(RAISES, SAME_AS_INPUT, "value* seed", "RandomIndexShuffle: none registered"),
        RANDOM,
        "experimental.stateless_shuffle",
    ),
    # TensorFlow 1 names.
    (op(CONNECTS, FLOAT, "shape mean* stddev*", "random_ops.py"), TF, "random_normal"),
    (op(CONNECTS, FLOAT, "shape mean* stddev*", "random_ops.py"), TF, "truncated_normal"),
    (op(CONNECTS, FLOAT, "shape minval* maxval*", "random_ops.py"), TF, "random_uniform"),
    (Operation(CUTS, SAME_AS_INPUT, "random_grad"), TF, "random_shuffle"),
    (Operation(CUTS, INTEGER, "random_grad: not differentiable"), TF, "multinomial"),
)

_OTHERS: Table = (
    (
        Operation(CONNECTS, SAME_AS_INPUT, "numerics.py, array_grad.py"),
        "tensorflow.debugging",
        "check_numerics",
    ),
    (Operation(CONNECTS, UNKNOWN, "sparse_grad.py"), "tensorflow.sparse", "from_dense reorder"),
    (Operation(CONNECTS, UNKNOWN, "sparse_grad.py"), "tensorflow.sparse", "add slice transpose"),
    (Operation(SAME, UNKNOWN, "sparse_ops.py: one tensor"), "tensorflow.sparse", "concat"),
    (Operation(MAKES, UNKNOWN, "sparse_ops.py"), "tensorflow.sparse", "eye"),
    (Operation(MAKES, UNKNOWN, "ragged_factory_ops.py"), "tensorflow.ragged", "constant"),
    (
        op(SAME, UNKNOWN, "values*", "ragged_tensor.py: a part of the result"),
        "tensorflow.RaggedTensor",
        "from_row_lengths from_row_splits from_value_rowids",
    ),
    (
        op(CONNECTS, UNKNOWN, "tensor*", "ragged_tensor.py"),
        "tensorflow.RaggedTensor",
        "from_tensor",
    ),
    (
        Operation(MAKES, INTEGER, "tf.data"),
        "tensorflow.data.experimental",
        "cardinality",
    ),
    (
        Operation(CONNECTS, SAME_AS_INPUT, "sparse_grad.py"),
        "tensorflow.sparse",
        "reduce_sum sparse_dense_matmul to_dense",
    ),
    (Operation(RAISES, SAME_AS_INPUT, "none registered"), "tensorflow.sparse", "reduce_max"),
    (
        Operation(CONNECTS, FLOAT, "array_grad.py"),
        "tensorflow.quantization",
        "fake_quant_with_min_max_args fake_quant_with_min_max_vars",
    ),
    (
        Operation(CUTS, STRING, "string_ops: not differentiable"),
        "tensorflow.strings",
        """
        as_string format join lower reduce_join regex_replace strip substr upper
        """,
    ),
    (
        Operation(CUTS, UNKNOWN, "string_ops: ragged"),
        "tensorflow.strings",
        "bytes_split split unicode_decode unicode_split",
    ),
    (Operation(CUTS, INTEGER, "string_ops"), "tensorflow.strings", "length to_hash_bucket_fast"),
    (
        op(
            CUTS,
            FROM_ARGUMENT,
            "input out_type=",
            "parsing_ops: not differentiable",
            otherwise=FLOAT,
        ),
        "tensorflow.strings",
        "to_number",
    ),
    (Operation(CUTS, STRING, "io_ops: not differentiable"), "tensorflow.io", "serialize_tensor"),
    (
        op(CUTS, FROM_ARGUMENT, "serialized out_type=", "parsing_ops"),
        "tensorflow.io",
        "parse_tensor",
    ),
)

ROWS: Table = (*_SHAPES, *_MAKING, *_CLIPPING, *_FUNCTIONS, *_RANDOM, *_OTHERS)
