"""Scenes of training: updates right and wrong, models, optimizers, GANs, policies, datasets."""

from __future__ import annotations

from tests.differential.writer import Writer

from .asks import ask
from .places import placed
from .scenes import SCENES, path
from .steps import PLAIN, fill
from .tapes import constructor, opened
from .values import Value, variable

LOOPS = ("for epoch in range(3):", "for step in range(2):", "for lr in (0.1, 0.05):")


@SCENES.add("gradient descent", 4)
def descent(w: Writer) -> None:
    with placed(w, [variable(w, w.pick(0, 1))], rebinds=True) as here:
        name = here[0].name
        with w.indented(w.pick(*LOOPS)):
            with opened(w) as tape:
                target = path(w, here, parts=1)
            grad = ask(w, tape, target, [name], plain=True)
            update = "{0}.assign_sub(0.1 * {1})", "{0}.assign({0} - 0.1 * {1})"
            w.put(w.pick(*update).format(name, grad))


@SCENES.add("variable rebound by its update", 4)
def rebound(w: Writer) -> None:
    with placed(w, [variable(w, w.pick(0, 1))], rebinds=True) as here:
        name = here[0].name
        with w.indented(w.pick(*LOOPS)):
            with opened(w) as tape:
                target = path(w, here, parts=1)
            grad = w.name("grad", "dw", "g")
            w.put(f"{grad} = {tape}.gradient({target}, {name})  # cause: rebound")
            with w.indented(f"if {grad} is not None:"):
                w.put(f"{name} = {name} - 0.1 * {grad}")


@SCENES.add("variable rebound, then another step", 3)
def rebound_straight(w: Writer) -> None:
    with placed(w, [variable(w, w.pick(0, 1))], rebinds=True) as here:
        name = here[0].name
        with opened(w) as tape:
            target = path(w, here, parts=1)
        grad = ask(w, tape, target, [name], plain=True)
        w.put(f"{name} = {w.pick(f'{name} - 0.1 * {grad}', f'tf.subtract({name}, {grad})')}")
        watched = w.chance(0.3)
        with opened(w) as tape:
            w.put(*([f"{tape}.watch({name})"] if watched else []))
            target = path(w, here, parts=1)
        ask(w, tape, target, [name], "" if watched else "rebound")


@SCENES.add("augmented update", 2)
def augmented(w: Writer) -> None:
    with placed(w, [variable(w, 0)], rebinds=True) as here:
        name = here[0].name
        with opened(w) as tape:
            target = path(w, here, parts=1)
        grad = ask(w, tape, target, [name], plain=True)
        with w.indented("try:"):
            w.put(f"{name} -= 0.1 * {grad}")
        with w.indented("except RuntimeError:"):
            w.put(f"{name}.assign_sub(0.1 * {grad})")


@SCENES.add("tensor updated and watched each round", 2)
def tensor_updated(w: Writer) -> None:
    name = w.name("x", "image", "latent", "point")
    w.put(f"{name} = tf.constant({w.pick('3.0', '[1.0, 2.0]')})")
    watched = w.chance(0.6)
    values = [Value(name, 0, root=name)]
    with placed(w, values, rebinds=True) as here, w.indented(w.pick(*LOOPS)):
        with opened(w) as tape:
            w.put(*([f"{tape}.watch({name})"] if watched else []))
            target = path(w, here, parts=1)
        if watched:
            grad = ask(w, tape, target, [name], plain=True)
            w.put(f"{name} = {name} {w.pick('-', '+')} 0.1 * {grad}")
        else:
            ask(w, tape, target, [name], "unwatched")


@SCENES.add("list of variables rebuilt", 1.5)
def list_rebuilt(w: Writer) -> None:
    params = w.name("params", "weights", "theta")
    w.put(f"{params} = [tf.Variable(2.0), tf.Variable(3.0)]")
    right = w.chance(0.4)
    with w.indented("for _ in range(2):"):
        with opened(w) as tape:
            w.put(f"loss = {params}[0] ** 2 * {params}[1]")
        mark = "" if right else "  # cause: rebound"
        w.put(f"grads = {tape}.gradient(loss, {params}){mark}")
        with w.indented("if None not in grads:" if not right else "if grads:"):
            if right:
                w.put(f"for p, g in zip({params}, grads):", "    p.assign_sub(0.1 * g)")
            else:
                w.put(f"{params} = [p - 0.1 * g for p, g in zip({params}, grads)]")


@SCENES.add("linear regression", 3)
def regression(w: Writer) -> None:
    cls = w.name("LinearModel", "Regressor", "Line")
    w.define(
        f"class {cls}{w.pick('', '(tf.Module)')}:\n    def __init__(self):\n"
        f"        {w.pick('super().__init__()', 'self.built = True')}\n"
        "        self.w = tf.Variable(1.0)\n        self.b = tf.Variable(0.0)\n\n"
        "    def __call__(self, x):\n        return self.w * x + self.b"
    )
    model, x, y = w.name("model", "net"), w.name("x_train", "xs"), w.name("y_train", "ys")
    w.put(f"{model} = {cls}()", f"{x} = np.linspace(0.0, 1.0, 4).astype(np.float32)")
    w.put(f"{y} = 3.0 * {x} + 2.0")
    cause = w.pick("", "", "before-block", "after-block", "leaves-tensorflow")
    if cause == "before-block":
        w.put(f"pred = {model}({x})")
    with opened(w) as tape:
        if cause != "before-block":
            w.put(f"pred = {model}({x})")
        if cause == "leaves-tensorflow":
            w.put(f"loss = tf.reduce_mean((pred.numpy() - {y}) ** 2)")
        elif cause != "after-block":
            w.put(f"loss = tf.reduce_mean(tf.square(pred - {y}))")
    if cause == "after-block":
        w.put(f"loss = tf.reduce_mean(tf.square(pred - {y}))")
    grads = w.name("grads", "gradients", "dw_db")
    mark = f"  # cause: {cause}" if cause else ""
    sources = w.pick(f"[{model}.w, {model}.b]", f"({model}.w, {model}.b)")
    w.put(f"{grads} = {tape}.gradient(loss, {sources}){mark}")
    if not cause:
        w.put(f"{model}.w.assign_sub(0.1 * {grads}[0])", f"{model}.b.assign_sub(0.1 * {grads}[1])")


@SCENES.add("Keras model", 2.5)
def keras_model(w: Writer) -> None:
    model, x = w.name("model", "net"), w.name("x", "batch", "inputs")
    keras = "tf.keras"
    if w.chance(0.3):
        w.need("import tensorflow.keras as keras")
        keras = "keras"
    normal = f", {keras}.layers.BatchNormalization()" if w.chance(0.1) else ""
    dense = f"{keras}.layers.Dense(1{w.pick('', ', activation=' + repr('tanh'))})"
    w.put(f"{model} = {keras}.Sequential([{keras}.Input((2,)), {dense}{normal}])")
    w.put(f"{x} = tf.constant([[1.0, 2.0], [3.0, 4.0]])")
    cause = w.pick(
        "", "", "", "before-block", "after-block", "leaves-tensorflow", "unwatched", "frozen"
    )
    if cause == "frozen":
        cause = "frozen" if normal else ""
    if cause == "before-block":
        w.put(f"pred = {model}({x})")
    with opened(w) as tape:
        if cause == "leaves-tensorflow":
            w.put(f"pred = {w.pick(f'{model}({x}).numpy()', f'{model}.predict({x}, verbose=0)')}")
        elif cause != "before-block":
            w.put(f"pred = {model}({x}{w.pick('', ', training=True')})")
        if cause != "after-block":
            w.put("loss = tf.reduce_mean(tf.square(pred - 1.0))")
    if cause == "after-block":
        w.put("loss = tf.reduce_mean(tf.square(pred - 1.0))")
    sources = {"unwatched": x, "frozen": f"{model}.variables"}.get(
        cause, f"{model}.trainable_variables"
    )
    mark = f"  # cause: {cause}" if cause else ""
    w.put(f"grads = {tape}.gradient(loss, {sources}){mark}")
    if not cause and w.chance(0.6):
        optimizer = w.pick("SGD(0.1)", "Adam()", "SGD(learning_rate=0.01)")
        w.put(f"optimizer = {keras}.optimizers.{optimizer}")
        w.put(f"optimizer.apply_gradients(zip(grads, {model}.trainable_variables))")


@SCENES.add("two players", 1.5)
def gan(w: Writer) -> None:
    gen, disc = w.name("generator", "g_w"), w.name("discriminator", "d_w")
    w.put(f"{gen} = tf.Variable(0.5)", f"{disc} = tf.Variable(-0.5)")
    one_tape = w.chance(0.4)
    first, second = w.name("gen_tape", "g_tape"), w.name("disc_tape", "d_tape")
    head = f"with {constructor(w, persistent=False)} as {first}"
    head += "" if one_tape else f", {constructor(w, persistent=False)} as {second}"
    with w.indented(f"{head}:"):
        w.put(f"fake = {gen} * tf.constant([1.0, 2.0])", f"score = tf.sigmoid({disc} * fake)")
        w.put("gen_loss = -tf.reduce_mean(tf.math.log(score))")
        w.put("disc_loss = -tf.reduce_mean(tf.math.log(1.0 - score))")
    ask(w, first, "gen_loss", [gen], plain=True)
    ask(w, first if one_tape else second, "disc_loss", [disc], "spent" if one_tape else "")


@SCENES.add("policy gradient", 1.5)
def policy(w: Writer) -> None:
    theta = w.name("theta", "logits_var", "policy")
    w.put(f"{theta} = tf.Variable([0.1, 0.2, 0.3])", "rewards = [1.0, 0.5]")
    cause = w.pick("", "no-gradient")
    with opened(w) as tape:
        w.put(f"probs = tf.nn.softmax({theta})")
        if cause:
            w.put("action = tf.argmax(probs)", "loss = -tf.cast(action, tf.float32) * rewards[0]")
        else:
            w.put("action = tf.argmax(probs).numpy()" if w.chance(0.5) else "action = 1")
            w.put(
                "loss = 0.0",
                "for r in rewards:",
                "    loss = loss - r * tf.math.log(probs[action])",
            )
    ask(w, tape, "loss", [theta], cause)


@SCENES.add("accuracy as loss", 1.5)
def accuracy(w: Writer) -> None:
    weights = w.name("w", "kernel")
    w.put(f"{weights} = tf.Variable([[0.1, 0.2], [0.3, 0.4]])", "labels = tf.constant([0, 1])")
    right = w.chance(0.4)
    with opened(w) as tape:
        w.put(f"logits = tf.constant([[1.0, 2.0], [3.0, 4.0]]) @ {weights}")
        w.put("guesses = tf.argmax(logits, axis=1, output_type=tf.int32)")
        w.put("hits = tf.cast(tf.equal(guesses, labels), tf.float32)")
        if right:
            loss = "tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)"
            w.put(f"loss = tf.reduce_mean({loss})")
        else:
            w.put("loss = 1.0 - tf.reduce_mean(hits)")
    ask(w, tape, "loss", [weights], "" if right else "no-gradient")


@SCENES.add("MAML", 1.5)
def maml(w: Writer) -> None:
    right = w.chance(0.6)
    theta = w.name("theta", "meta_w")
    w.put(f"{theta} = tf.Variable(2.0)")
    with opened(w) as outer:
        with opened(w) as inner:
            w.put(f"task_loss = ({theta} - 1.0) ** 2")
        slope = ask(w, inner, "task_loss", [theta], plain=True)
        adapted = f"{theta} - 0.1 * {slope}"
        adapted = adapted if right else f"tf.Variable({adapted})"
        w.put(f"fast = {adapted}", "meta_loss = (fast - 3.0) ** 2")
    ask(w, outer, "meta_loss", [theta], "" if right else "state-write")


@SCENES.add("dataset", 1.5)
def dataset(w: Writer) -> None:
    of_input = w.chance(0.5)
    watched = of_input and w.chance(0.5)
    theta = w.name("w", "slope")
    w.put(f"{theta} = tf.Variable(2.0)")
    w.put("data = tf.data.Dataset.from_tensor_slices([1.0, 2.0])")
    with w.indented(w.pick("for batch in data:", "for i, batch in enumerate(data):")):
        with opened(w) as tape:
            w.put(*([f"{tape}.watch(batch)"] if watched else []))
            w.put(f"loss = {fill(w.choose(PLAIN), f'{theta} * batch')}")
        cause = "unwatched" if of_input and not watched else ""
        ask(w, tape, "loss", ["batch" if of_input else theta], cause)


@SCENES.add("metric as loss", 1.5)
def metric(w: Writer) -> None:
    theta = w.name("w", "theta")
    right = w.chance(0.5)
    w.put(f"{theta} = tf.Variable([1.0, 2.0])", "metric = tf.keras.metrics.Mean()")
    with opened(w) as tape:
        w.put(f"errors = tf.square({theta})")
        w.put(f"loss = {'tf.reduce_mean(errors)' if right else 'metric(errors)'}")
        w.put(*(["metric.update_state(errors)"] if right else []))
    ask(w, tape, "loss", [theta], "" if right else "state-write")


@SCENES.add("train step on an object", 2)
def on_object(w: Writer) -> None:
    cls, obj = w.name("Agent", "Learner", "Fitter"), w.name("agent", "learner", "fitter")
    cause = w.pick("", "", "spent", "after-block", "rebound")
    persistent = cause != "spent" and w.chance(0.3)
    rest = {
        "": "self.w.assign_sub(0.1 * grad)",
        "after-block": "print(grad)",
        "spent": "self.tape.gradient(loss, self.w)  # cause: spent",
        "rebound": "self.w = self.w - 0.1 * (0.0 if grad is None else grad)",
    }[cause]
    mark = f"  # cause: {cause}" if cause in ("after-block", "rebound") else ""
    target = "loss * 2.0" if cause == "after-block" else "loss"
    w.define(
        f"class {cls}:\n    def __init__(self):\n        self.w = tf.Variable(2.0)\n\n"
        f"    def loss(self, x):\n        return tf.square(self.w * x)\n\n"
        f"    def step(self, x):\n        with {constructor(w, persistent)} as self.tape:\n"
        f"            loss = self.loss(x)\n"
        f"        grad = self.tape.gradient({target}, self.w){mark}\n        {rest}\n"
        f"        return loss"
    )
    w.put(f"{obj} = {cls}()", "for batch in (1.0, 2.0):", f"    {obj}.step(batch)")
