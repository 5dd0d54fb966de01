"""tf.* that gives no tensor: settings, checks, summaries, files, datasets."""

from __future__ import annotations

from .kinds import DType, Effect, Operation, Table

LEAVES = Effect.LEAVES
UNKNOWN = DType.UNKNOWN

TF = "tensorflow"

ROWS: Table = (
    (
        Operation(LEAVES, UNKNOWN, "documentation: a Python value"),
        TF,
        """
        TensorSpec.from_tensor as_dtype broadcast_static_shape compat.dimension_value
        control_flow_v2_enabled debugging.is_numeric_tensor executing_eagerly
        executing_eagerly_outside_functions get_default_graph get_logger get_static_value
        inside_function is_tensor make_ndarray make_tensor_proto random.Generator.from_seed
        random.get_global_generator resource_variables_enabled
        """,
    ),
    (
        Operation(LEAVES, UNKNOWN, "documentation: nothing"),
        TF,
        """
        config.experimental_run_functions_eagerly config.optimizer.set_jit
        config.run_functions_eagerly config.set_soft_device_placement
        debugging.set_log_device_placement enable_eager_execution enable_v2_behavior group
        logging.info logging.set_verbosity no_op print random.set_seed set_random_seed
        summary.experimental.set_step
        """,
    ),
    (
        Operation(LEAVES, UNKNOWN, "documentation: lists of devices"),
        TF,
        """
        config.experimental.list_logical_devices config.experimental.list_physical_devices
        config.functions_run_eagerly config.get_visible_devices config.list_logical_devices
        config.list_physical_devices test.gpu_device_name test.is_built_with_cuda
        test.is_gpu_available
        """,
    ),
    (
        Operation(LEAVES, UNKNOWN, "check_ops.py: nothing"),
        TF,
        """
        assert_equal assert_greater assert_less assert_rank debugging.Assert
        debugging.assert_equal debugging.assert_greater debugging.assert_greater_equal
        debugging.assert_integer debugging.assert_less debugging.assert_less_equal
        debugging.assert_near debugging.assert_negative debugging.assert_non_negative
        debugging.assert_non_positive debugging.assert_positive debugging.assert_rank
        debugging.assert_scalar debugging.assert_shapes debugging.assert_type
        debugging.disable_check_numerics
        """,
    ),
    (Operation(Effect.SAME, DType.SAME_AS_INPUT, "numerics.py"), TF, "debugging.assert_all_finite"),
    (
        Operation(LEAVES, UNKNOWN, "nest.py"),
        TF,
        "nest.assert_same_structure nest.is_nested",
    ),
    (Operation(LEAVES, UNKNOWN, "summary_ops_v2.py"), TF, "summary.flush"),
    (
        Operation(LEAVES, UNKNOWN, "file_io.py"),
        TF,
        "io.gfile.exists io.gfile.glob io.gfile.isdir io.gfile.listdir io.gfile.makedirs",
    ),
    (
        Operation(LEAVES, UNKNOWN, "tf.data: elements are new tensors"),
        TF,
        """
        data.Dataset.from_generator data.Dataset.from_tensor_slices data.Dataset.from_tensors
        data.Dataset.list_files data.Dataset.range data.Dataset.zip
        """,
    ),
    (
        Operation(LEAVES, UNKNOWN, "documentation: an initializer"),
        TF,
        """
        constant_initializer ones_initializer random_normal_initializer random_uniform_initializer
        zeros_initializer
        """,
    ),
    (
        Operation(LEAVES, UNKNOWN, "distribute_lib.py"),
        TF,
        "distribute.get_replica_context distribute.get_strategy distribute.has_strategy",
    ),
    (Operation(LEAVES, UNKNOWN, "checkpoint_management.py"), TF, "train.latest_checkpoint"),
    (
        Operation(LEAVES, UNKNOWN, "feature_column_v2.py: a named tuple"),
        TF,
        "feature_column.numeric_column",
    ),
)
