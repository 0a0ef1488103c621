"""tests/score against figures that were counted by hand."""
import importlib.machinery
import importlib.util
import pathlib
import sys
import unittest

loader = importlib.machinery.SourceFileLoader("score", str(pathlib.Path(__file__).parent / "score"))
sys.dont_write_bytecode = True
score = importlib.util.module_from_spec(importlib.util.spec_from_loader("score", loader))
sys.modules["score"] = score
loader.exec_module(score)


def class_label(name, verdict, confidence="clear"):
    return {"name": name, "verdict": verdict, "confidence": confidence}


def function_label(function, envied, kind, confidence="clear"):
    return {"function": function, "envied": envied, "kind": kind, "confidence": confidence}


def program(said=(), classes=(), functions=(), hard=()):
    labels = {"classes": list(classes), "functions": list(functions), "hard_negatives": list(hard)}
    return score.Program("p", labels, list(said), {"census": [], "functions": []})


def said(check, scope, subjects, about, note=False):
    return score.Said(check, scope, note, [score.parts_of(s) for s in subjects], score.parts_of(about))


class Names(unittest.TestCase):
    def test_parts(self):
        self.assertEqual(score.parts_of("shop::Box<std::pair<A, B>>::put(int, C<D>)"), ("shop", "Box", "put"))
        self.assertEqual(score.parts_of("(anonymous namespace)::isOpen"), ("isOpen",))
        self.assertEqual(score.parts_of("::Order"), ("Order",))

    def test_agreement_ends_at_a_boundary(self):
        self.assertTrue(score.agree(("shop", "Order"), ("Order",)))
        self.assertFalse(score.agree(("PreOrder",), ("Order",)))
        self.assertFalse(score.agree(("a", "Order"), ("b", "Order")))
        self.assertFalse(score.agree((), ("Order",)))


class Figures(unittest.TestCase):
    def test_wilson(self):
        low, high = score.wilson(10, 10)
        self.assertAlmostEqual(low, 0.7225, 4)
        self.assertAlmostEqual(high, 1.0, 4)
        low, high = score.wilson(5, 10)
        self.assertAlmostEqual(low, 0.2366, 4)
        self.assertAlmostEqual(high, 0.7634, 4)
        self.assertEqual(score.wilson(0, 0), (0.0, 1.0))

    def test_area(self):
        self.assertEqual(score.area([2, 3], [1]), 1.0)
        self.assertEqual(score.area([1], [1, 2]), 0.25)
        self.assertIsNone(score.area([], [1]))


class Levels(unittest.TestCase):
    def figures(self, one):
        _, classes, functions, hard = score.levels([one], lambda _: None)
        return (classes.right, classes.wrong, classes.missed), (functions.right, functions.wrong, functions.missed), hard

    def test_classes(self):
        one = program(
            classes=[class_label("n::A", "anemic"), class_label("n::E", "exposed"), class_label("n::D", "data"),
                     class_label("n::H", "healthy"), class_label("n::Q", "data", "arguable")],
            said=[said("tell-anemic-class", "class", ["n::A"], "n::A"), said("tell-leaked-handle", "class", ["n::A::f"], "A"),
                  said("tell-anemic-class", "class", ["n::D"], "n::D"), said("tell-anemic-class", "class", ["n::Q"], "n::Q"),
                  said("tell-anemic-class", "class", ["n::H"], "n::H", note=True), said("tell-anemic-class", "class", ["n::X"], "n::X")])
        self.assertEqual(self.figures(one)[0], (1, 1, 1))

    def test_functions(self):
        one = program(
            functions=[function_label("n::S::f", "n::A", "feature-envy"), function_label("n::S::f", "n::A", "ask-then-tell", "arguable"),
                       function_label("n::S::g", "n::A", "feature-envy"), function_label("n::S::q", "n::A", "feature-envy", "arguable")],
            hard=[{"function": "n::print", "about": "n::A"}, {"function": "n::load", "about": "n::A"}],
            said=[said("tell-scattered-rule", "function", ["n::S::f", "n::S::q"], "n::A"),
                  said("tell-feature-envy", "function", ["n::S::f"], "n::A"),
                  said("tell-feature-envy", "function", ["n::print"], "n::A"),
                  said("tell-ask-then-tell", "function", ["n::print"], "n::A"),
                  said("tell-feature-envy", "function", ["n::S::f"], "n::B")])
        self.assertEqual(self.figures(one)[1:], ((1, 2, 1), 1))

    def test_a_strategy_is_right_with_any_of_its_classes(self):
        one = program(functions=[function_label("n::f", "n::A", "feature-envy")])
        found = [[(("n", "f"), ("n", "B")), (("n", "f"), ("n", "A"))], [(("n", "g"), ("n", "A"))]]
        tally, hard = score.score_pairs(one, found, lambda _: None)
        self.assertEqual((tally.right, tally.wrong, tally.missed, hard), (1, 1, 0, 0))

    def test_the_floor(self):
        good, bad = score.Tally(10, 0, 0), score.Tally(5, 5, 5)
        self.assertEqual(score.held(good, good, 0), [])
        self.assertEqual(len(score.held(bad, good, 1)), 3)


if __name__ == "__main__":
    unittest.main()
