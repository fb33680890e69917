"""Holds the losses and the chain of python/medspan_worker against the frozen numbers of losses.py and crf.py, and against
medspan's own on random batches, which worker.mjs computes. Freezes nothing. Needs `npm run build` before.

In double precision values and gradients may differ by 1e-9 of the largest; in single precision, which the worker computes
in, by 1e-5. The frozen losses and their gradients may differ by 1e-6 there, as in test/nn/losses.test.ts.

Usage: python scripts/reference/worker_losses.py [--check]
"""

import json

import torch

from shared.draws import mix32, spread
from shared.worker import ROOT, Comparison, of_medspan

from medspan_worker.heads import CrfHead
from medspan_worker.losses import create_loss

PRECISIONS = [(torch.float64, 1e-9), (torch.float32, 1e-5)]
PARAMETERS = {"transitions": "transitions", "start": "start_transitions", "end": "end_transitions"}
comparison = Comparison()


def frozen(name):
    return json.loads((ROOT / "test/nn/reference" / f"{name}.json").read_text())


def quotient(parts):
    numerator, counted = parts
    return numerator / counted if counted > 0 else numerator * 0


def compare_gradients(name, loss, tensors, theirs, bound, least=0.1):
    """`tensors` and `theirs`, their gradients, by name."""
    for tensor in tensors.values():
        tensor.grad = None
    loss.backward()
    for key, gradient in theirs.items():
        comparison.close(f"{name}, gradient of {key}", tensors[key].grad, gradient, bound, least)


def frozen_losses():
    reference = frozen("losses")
    labels = torch.tensor(reference["labels"])[None]
    classes = len(reference["logits"]) // labels.numel()
    counts = torch.tensor(reference["counts"], dtype=torch.float64)
    for case in reference["cases"]:
        settings = dict(case["settings"])
        if "tau" in settings:
            settings["adjustment"] = (settings.pop("tau") * (counts / counts.sum()).log()).tolist()
        spec = {"kind": "dice" if "alpha" in settings else "cross-entropy", **settings}
        for dtype, bound in [(torch.float64, 1e-9), (torch.float32, 1e-6)]:
            logits = torch.tensor(reference["logits"], dtype=dtype).reshape(*labels.shape, classes).requires_grad_()
            name = f"frozen loss, {case['name']}, {dtype}"
            loss = quotient(create_loss(spec, classes, -1)(logits, labels, None))
            comparison.close(name, loss, case["loss"], bound)
            compare_gradients(name, loss, {"logits": logits}, {"logits": case["gradient"]}, bound, least=1)


def chain(vectors, labels, outside, dtype):
    head = CrfHead(labels, outside).to(dtype)
    with torch.no_grad():
        for name, values in vectors.items():
            own = head.get_parameter(name)
            own.copy_(torch.as_tensor(values, dtype=torch.float64).reshape(own.shape))
    return head


def compare_chain(name, head, logits, labels, theirs, bound, rows=slice(None)):
    """`rows` are the positions whose gradients are known."""
    loss = quotient(head(logits, labels))
    comparison.close(name, loss, theirs["loss"], bound)
    gradients = theirs["gradients"]
    kept = {PARAMETERS[key]: value for key, value in gradients.items() if key != "logits"}
    compare_gradients(name, loss, {**dict(head.named_parameters()), "logits": logits}, kept, bound)
    comparison.close(f"{name}, gradient of logits", logits.grad[:, rows], gradients["logits"], bound)


def frozen_chains():
    reference = frozen("crf")
    for case in reference["cases"]:
        for dtype, bound in PRECISIONS:
            logits = torch.tensor(case["logits"], dtype=dtype).reshape(case["shape"]).requires_grad_()
            labels = torch.tensor(case["labels"]).reshape(case["shape"][:2])
            head = chain({own: case[key] for key, own in PARAMETERS.items()}, case["shape"][2], -1, dtype)
            compare_chain(f"frozen chain, {case['name']}, {dtype}", head, logits, labels, case, bound)
    long = reference["long"]
    length, classes = long["length"], long["labels"]
    labels = torch.tensor([[mix32(5_000_000 + t) % classes for t in range(length)]])
    vectors = {
        "transitions": spread(2_000_000, classes**2, 4),
        "start_transitions": spread(3_000_000, classes, 4),
        "end_transitions": spread(4_000_000, classes, 4),
    }
    for case in long["cases"]:
        # Ten digits are frozen.
        for dtype, bound in [(torch.float64, 1e-8), (torch.float32, 1e-5)]:
            logits = torch.tensor(spread(1_000_000, length * classes, 8), dtype=torch.float64).reshape(1, length, classes)
            logits[0, torch.arange(length), labels[0]] += case["lift"]
            logits = logits.to(dtype).requires_grad_()
            head = chain(vectors, classes, -1, dtype)
            rows = slice(None, None, long["every"])
            compare_chain(f"frozen chain, {case['name']}, {dtype}", head, logits, labels, case, bound, rows)


def random_batches():
    """Every loss in every batch: all counted, some, labels that were not annotated, large logits, nothing counted."""
    ours = of_medspan("losses")
    size, outside = ours["labels"], ours["outside"]
    functions = [(json.dumps(case["spec"]), lambda _, spec=case["spec"]: create_loss(spec, size, outside), case["results"])
                 for case in ours["cases"]]
    vectors = {name.removeprefix("crf."): value["data"] for name, value in ours["crf"]["vectors"].items()}
    functions.append(("chain", lambda dtype: chain(vectors, size, outside, dtype), ours["crf"]["results"]))
    for title, create, results in functions:
        for dtype, bound in PRECISIONS:
            function = create(dtype)
            parameters = dict(function.named_parameters()) if isinstance(function, CrfHead) else {}
            for number, (batch, theirs) in enumerate(zip(ours["batches"], results, strict=True)):
                shape = (batch["rows"], batch["length"])
                logits = torch.tensor(batch["logits"], dtype=dtype).reshape(*shape, size).requires_grad_()
                labels = torch.tensor(batch["labels"]).reshape(shape)
                label_mask = torch.tensor(batch["labelMask"]).reshape(shape[0], size)
                name = f"batch {number}, {title}, {dtype}"
                # Losses are not to be computed in half precision where the model is.
                with torch.autocast("cpu", dtype=torch.bfloat16, enabled=dtype == torch.float32):
                    parts = function(logits, labels, label_mask)
                comparison.close(f"{name}, counted", parts[1], theirs["counted"], bound)
                comparison.close(name, quotient(parts), theirs["loss"], bound)
                gradients = {key.removeprefix("crf."): value for key, value in theirs["gradients"].items()}
                compare_gradients(name, quotient(parts), {**parameters, "logits": logits}, gradients, bound)


def extremes():
    """Nothing is infinite or NaN where a token is certain and wrong, or a transition as good as forbidden."""
    labels = torch.tensor([[0, 1, 1, 0]])
    logits = torch.tensor([[[200.0, -200], [-200, 200], [1e4, -1e4], [-300, 300]]])
    smoothed = {"kind": "cross-entropy", "labelSmoothing": 0.1}
    specs = [*({**smoothed, "gamma": gamma} for gamma in (0.5, 2, 5)), {"kind": "dice", "alpha": 0.5, "smooth": 1}]
    zeros = {"start_transitions": [0, 0], "end_transitions": [0, 0]}
    forbidden = chain({"transitions": [0, -1e4, 0, 0], **zeros}, 2, -1, torch.float32)
    for title, function in [("chain", forbidden), *((json.dumps(spec), create_loss(spec, 2, -1)) for spec in specs)]:
        parameters = [logits.clone().requires_grad_(), *(function.parameters() if title == "chain" else [])]
        loss = quotient(function(parameters[0], labels))
        loss.backward()
        finite = all(tensor.isfinite().all() for tensor in [loss, *(parameter.grad for parameter in parameters)])
        comparison.close(f"finite at extremes: {title}", float(finite), 1.0, 0)


def main():
    torch.set_num_threads(1)
    extremes()
    frozen_losses()
    frozen_chains()
    random_batches()
    comparison.finish("worker_losses")


main()
