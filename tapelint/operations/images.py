"""tf.image and tf.io: pictures, and what is read from files.

Reading and encoding never connect; of the colour operations those with an operation of their own
(contrast, hue, saturation) have no gradient at all.
"""

from __future__ import annotations

from .kinds import DType, Effect, Operation, Table, op

CONNECTS, STRUCTURE, CUTS, RAISES = Effect.CONNECTS, Effect.STRUCTURE, Effect.CUTS, Effect.RAISES
SAME_AS_INPUT, FLOAT, INTEGER = DType.SAME_AS_INPUT, DType.FLOAT, DType.INTEGER
STRING, UNKNOWN, FROM_ARGUMENT = DType.STRING, DType.UNKNOWN, DType.FROM_ARGUMENT

IMAGE, IO = "tensorflow.image", "tensorflow.io"
GRAD = "image_grad.py"

ROWS: Table = (
    (
        Operation(CONNECTS, SAME_AS_INPUT, "image_ops_impl.py"),
        IMAGE,
        """
        adjust_brightness adjust_gamma crop_to_bounding_box extract_patches flip_left_right
        flip_up_down grayscale_to_rgb pad_to_bounding_box random_brightness random_crop
        random_flip_left_right random_flip_up_down resize_with_crop_or_pad rgb_to_grayscale rot90
        sobel_edges stateless_random_brightness stateless_random_crop
        stateless_random_flip_left_right stateless_random_flip_up_down total_variation transpose
        """,
    ),
    (
        Operation(CONNECTS, FLOAT, "image_ops_impl.py"),
        IMAGE,
        """
        per_image_standardization psnr resize_with_pad rgb_to_hsv rgb_to_yiq rgb_to_yuv ssim
        ssim_multiscale yiq_to_rgb yuv_to_rgb
        """,
    ),
    # With method="nearest" the dtype of the images, with method="area" LookupError.
    (op(CONNECTS, FLOAT, "images* size", GRAD), IMAGE, "resize"),
    (op(CONNECTS, FLOAT, "images* size", GRAD), IMAGE, "resize_bicubic resize_bilinear"),
    (
        op(CONNECTS, SAME_AS_INPUT, "images* size", GRAD),
        IMAGE,
        "resize_nearest_neighbor",
    ),
    (op(CONNECTS, FLOAT, "image* boxes*", GRAD), IMAGE, "crop_and_resize"),
    (
        Operation(Effect.SAME, SAME_AS_INPUT, "image_ops_impl.py"),
        IMAGE,
        "central_crop",
    ),
    (
        op(CONNECTS, FROM_ARGUMENT, "image* dtype=", "image_ops_impl.py"),
        IMAGE,
        "convert_image_dtype",
    ),
    (Operation(STRUCTURE, SAME_AS_INPUT, "image_ops_impl.py"), IMAGE, "image_gradients"),
    (Operation(CUTS, FLOAT, "image_grad: HSVToRGB not differentiable"), IMAGE, "hsv_to_rgb"),
    (
        Operation(RAISES, SAME_AS_INPUT, "AdjustContrastv2 ...: none registered"),
        IMAGE,
        """
        adjust_contrast adjust_hue adjust_saturation random_contrast random_hue random_saturation
        """,
    ),
    (
        op(RAISES, INTEGER, "boxes* scores*", "NonMaxSuppressionV3: none registered"),
        IMAGE,
        "non_max_suppression",
    ),
    (Operation(CUTS, UNKNOWN, "not differentiable"), IMAGE, "sample_distorted_bounding_box"),
    (Operation(RAISES, SAME_AS_INPUT, "DrawBoundingBoxesV2: none"), IMAGE, "draw_bounding_boxes"),
    (
        Operation(CUTS, INTEGER, "image_ops: not differentiable"),
        IO,
        "decode_image decode_jpeg decode_png",
    ),
    (Operation(CUTS, STRING, "image_ops: not differentiable"), IO, "encode_jpeg encode_png"),
    (Operation(CUTS, STRING, "io_ops: not differentiable"), IO, "read_file"),
    (
        op(CUTS, FROM_ARGUMENT, "input_bytes out_type=", "parsing_ops: not differentiable"),
        IO,
        "decode_raw",
    ),
)
