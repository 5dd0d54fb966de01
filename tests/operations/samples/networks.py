"""Samples for tf.nn and tf.image."""

from __future__ import annotations

from .notation import FIELD, GREY, IMAGE, LISTS, NN, RGB, UNARY, D, I, Samples

NETWORKS: Samples = (
    (UNARY, NN, "compute_average_loss crelu elu gelu l2_loss relu relu6"),
    (UNARY, NN, "scale_regularization_loss selu silu swish"),
    (("f(x)", "f(x, .1)"), NN, "leaky_relu"),
    (("f(x, 0.)", "f(x, .01)"), NN, "dropout"),
    (
        (
            "f(x, 0., 1., None, None, 1e-3)",
            "f(a(1., 2., 3.), x, 1., None, None, 1e-3)",
            "f(a(1., 2., 3.), 0., x, None, None, 1e-3)",
            "f(a(1., 2., 3.), 0., 1., x, None, 1e-3)",
            "f(a(1., 2., 3.), 0., 1., None, x, 1e-3)",
        ),
        NN,
        "batch_normalization",
    ),
    (("f(tf.linalg.diag(x), [1., 2., 3.])", "f([[1., 2., 3.]], x)"), NN, "bias_add"),
    (f"f({RGB})", NN, "local_response_normalization"),
    (LISTS, NN, "log_poisson_loss sigmoid_cross_entropy_with_logits"),
    (LISTS, NN, "softmax_cross_entropy_with_logits"),
    (
        (
            "f(x, [1., 2., 3.], a(1., 2., 3.))",
            "f([1., 2., 3.], x, a(1., 2., 3.))",
            "f([1., 2., 3.], [1., 2., 3.], x)",
        ),
        NN,
        "weighted_cross_entropy_with_logits",
    ),
    (("f(1, x)", f"f({I}[0], [1., 2., 3.])"), NN, "sparse_softmax_cross_entropy_with_logits"),
    (
        (
            "f([[1]], tf.reshape(x, [1, 1, 3]), [1], [1])",
            f"f([[1]], [[[1., 2., 3.]]], {I}[:1], [1])",
        ),
        NN,
        "ctc_loss",
    ),
    (("f(tf.reshape(x, [1, 1, 3]), [1])",), NN, "ctc_beam_search_decoder"),
    ((f"f({D}, [0, 1])", f"f([[1.], [2.], [3.], [4.]], {I})"), NN, "embedding_lookup"),
    (
        (
            f"f({D}, tf.SparseTensor([[0, 0], [0, 1]], [1, 2], [1, 2]), None, combiner='sum')",
            f"f(np.ones([4, 2]), tf.sparse.from_dense({I}[None]), None, combiner='sum')",
        ),
        NN,
        "embedding_lookup_sparse",
    ),
    (("f(tf.reshape(x, [1, 3, 1]), 2, 1, 'SAME')",), NN, "avg_pool1d max_pool1d"),
    ((f"f({GREY}, 2, 1, 'SAME')",), NN, "avg_pool avg_pool2d max_pool max_pool2d"),
    (("f(tf.reshape(x, [1, 1, 1, 3, 1]), 2, 1, 'SAME')",), NN, "avg_pool3d max_pool3d"),
    ((f"f({GREY}, [1, 2], 'AVG')",), NN, "pool"),
    ((f"f({GREY}, 1, 1, 'SAME')",), NN, "max_pool_with_argmax"),
    (
        (
            "f(tf.reshape(x, [1, 3, 1]), [[[1.]]], 1, 'SAME')",
            "f([[[1.], [2.]]], tf.reshape(x, [3, 1, 1]), 1, 'SAME')",
        ),
        NN,
        "conv1d",
    ),
    (
        (
            "f(tf.reshape(x, [1, 3, 1]), [[[1.]]], [1, 3, 1], 1)",
            "f([[[1.], [2.]]], tf.reshape(x, [3, 1, 1]), [1, 2, 1], 1)",
        ),
        NN,
        "conv1d_transpose",
    ),
    (
        (
            f"f({GREY}, [[[[1.]]]], 1, 'SAME')",
            "f(a([[[1.], [2.]]]), tf.reshape(x, [1, 3, 1, 1]), 1, 'SAME')",
        ),
        NN,
        "conv2d",
    ),
    (
        (f"f({GREY}, [[[[1.]]]])", "f([[[[1.], [2.]]]], x[None, :, None, None], padding='SAME')"),
        NN,
        "convolution",
    ),
    (
        (
            f"f({GREY}, [[[[1.]]]], [1, 1, 3, 1], 1)",
            "f([[[[1.], [2.]]]], tf.reshape(x, [1, 3, 1, 1]), [1, 1, 2, 1], 1)",
        ),
        NN,
        "conv2d_transpose",
    ),
    (
        (
            "f(tf.reshape(x, [1, 1, 1, 3, 1]), [[[[[1.]]]]], [1, 1, 1, 1, 1], 'SAME')",
            "f(a([[[[1.], [2.]]]]), tf.reshape(x, [1, 1, 3, 1, 1]), [1, 1, 1, 1, 1], 'SAME')",
        ),
        NN,
        "conv3d",
    ),
    (
        (
            "f(tf.reshape(x, [1, 1, 1, 3, 1]), [[[[[1.]]]]], [1, 1, 1, 3, 1], [1, 1, 1, 1, 1])",
            "f([[[[[1.], [2.]]]]], tf.reshape(x, [1, 1, 3, 1, 1]), [1, 1, 1, 2, 1], [1] * 5)",
        ),
        NN,
        "conv3d_transpose",
    ),
    (
        (
            f"f({GREY}, [[[[1.]]]], [1, 1, 1, 1], 'SAME')",
            "f([[[[1.], [2.]]]], tf.reshape(x, [1, 3, 1, 1]), [1, 1, 1, 1], 'SAME')",
        ),
        NN,
        "depthwise_conv2d",
    ),
    (
        (
            f"f({GREY}, [[[[1.]]]], [[[[1.]]]], [1, 1, 1, 1], 'SAME')",
            "f([[[[1.], [2.]]]], tf.reshape(x, [1, 3, 1, 1]), [[[[1.]]]], [1, 1, 1, 1], 'SAME')",
        ),
        NN,
        "separable_conv2d",
    ),
    ("f(tf.reshape(tf.tile(x, [4]), [1, 1, 3, 4]), 2)", NN, "depth_to_space"),
    (f"f({FIELD}, 2)", NN, "space_to_depth"),
    ("f(x, [0])", NN, "moments"),
    (
        ("f(x, [3., 2., .1])", "f([3., 2., .1], x)", "f([3., 2., .1], [1., 2., .2], x * 1.)"),
        "tensorflow.losses",
        "absolute_difference log_loss mean_squared_error",
    ),
    (
        (
            "f(x[None], [[1., 2., 3.]])",
            "f([[1., 2., 3.]], x[None])",
            "f([[1., 2., 3.]], [[1., 2., 4.]], x[0])",
        ),
        "tensorflow.losses",
        "softmax_cross_entropy",
    ),
    (
        ("f([1], x[None])", "f([1], [[1., 2., 3.]], x[0])", f"f({I}[:1], [[1., 2., 3.]])"),
        "tensorflow.losses",
        "sparse_softmax_cross_entropy",
    ),
    (("f(x, [0], [1., 2., 3.])", "f([1., 2., 3.], [0], x)"), NN, "weighted_moments"),
)


IMAGES: Samples = (
    ((f"f({GREY}, .5)",), IMAGE, "adjust_brightness central_crop random_brightness"),
    ((f"f({GREY}, 1.)",), IMAGE, "central_crop"),
    ((f"f({GREY}, .5)", f"f({RGB}, .5)"), IMAGE, "adjust_contrast adjust_gamma"),
    ((f"f({RGB}, .5)",), IMAGE, "adjust_hue adjust_saturation random_hue"),
    ((f"f({RGB}, .5, 1.5)",), IMAGE, "random_contrast random_saturation"),
    (f"f({GREY})", IMAGE, "flip_left_right flip_up_down grayscale_to_rgb rot90 transpose"),
    (f"f({GREY})", IMAGE, "image_gradients random_flip_left_right random_flip_up_down"),
    (f"f({FIELD})", IMAGE, "sobel_edges"),
    (f"f({GREY})", IMAGE, "per_image_standardization total_variation"),
    (f"f({RGB})", IMAGE, "hsv_to_rgb rgb_to_grayscale rgb_to_hsv rgb_to_yiq rgb_to_yuv"),
    (f"f({RGB})", IMAGE, "yiq_to_rgb yuv_to_rgb"),
    (f"f({GREY}, (1, 2))", IMAGE, "stateless_random_flip_left_right stateless_random_flip_up_down"),
    (f"f({GREY}, .5, (1, 2))", IMAGE, "stateless_random_brightness"),
    ((f"f({GREY}, [1, 1, 3, 1], (1, 2))",), IMAGE, "stateless_random_crop"),
    ((f"f({GREY}, [1, 1, 2, 1])", "f(x, [3])"), IMAGE, "random_crop"),
    (f"f({GREY}, [1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1], 'SAME')", IMAGE, "extract_patches"),
    ((f"f({GREY}, 0, 0, 1, 2)", f"f({GREY}, 0, 0, 1, 3)"), IMAGE, "crop_to_bounding_box"),
    ((f"f({GREY}, 0, 0, 2, 4)", f"f({GREY}, 0, 0, 1, 3)"), IMAGE, "pad_to_bounding_box"),
    ((f"f({FIELD}, 6, 8)", f"f({GREY}, 1, 3)"), IMAGE, "resize_with_crop_or_pad resize_with_pad"),
    (
        (f"f({GREY}, [2, 2])", f"f({GREY}, [1, 3])", f"f([[[[1.], [2.]]]], {I}[:2])"),
        IMAGE,
        "resize resize_bicubic resize_bilinear resize_nearest_neighbor",
    ),
    (
        (
            f"f({GREY}, [[0., 0., 1., 1.]], [0], [2, 2])",
            "f([[[[1.], [2.]], [[3.], [7.]]]], tf.pad(x, [[0, 1]])[None] / 4, [0], [2, 2])",
        ),
        IMAGE,
        "crop_and_resize",
    ),
    (
        (f"f({GREY}, tf.uint8)", f"f({GREY}, tf.float32)", f"f({GREY}, tf.float64)"),
        IMAGE,
        "convert_image_dtype",
    ),
    ((f"f({GREY}, [[[[1.], [5.], [3.]]]], 9.)",), IMAGE, "psnr"),
    ((f"f({FIELD}, np.ones([1, 12, 12, 1], np.float32), 9.)",), IMAGE, "ssim"),
    (
        (f"f(tf.tile({FIELD}, [1, 16, 16, 1]), np.ones([1, 192, 192, 1], np.float32), 9.)",),
        IMAGE,
        "ssim_multiscale",
    ),
    (
        ("f([[0., 0., 1., 1.]] * 3, x, 2)", "f(tf.tile(x[:, None], [1, 4]), [1., 2., 3.], 2)"),
        IMAGE,
        "non_max_suppression",
    ),
    (
        ("f([9, 9, 1], tf.reshape(tf.tile(x[:1], [4]), [1, 1, 4]) / 4)",),
        IMAGE,
        "sample_distorted_bounding_box",
    ),
    ((f"f({FIELD}, [[[0., 0., 1., 1.]]], [[1., 2., 3.]])",), IMAGE, "draw_bounding_boxes"),
    ("f(tf.cast(tf.reshape(x, [1, 3, 1]), tf.uint8))", "tensorflow.io", "encode_jpeg encode_png"),
    (
        "f(tf.io.encode_jpeg(tf.cast(tf.reshape(x, [1, 3, 1]), tf.uint8)))",
        "tensorflow.io",
        "decode_image decode_jpeg",
    ),
    (
        "f(tf.io.encode_png(tf.cast(tf.reshape(x, [1, 3, 1]), tf.uint8)))",
        "tensorflow.io",
        "decode_png",
    ),
    ("f(os.devnull)", "tensorflow.io", "read_file"),
    (("f(tf.io.serialize_tensor(x), tf.uint8)",), "tensorflow.io", "decode_raw"),
)
