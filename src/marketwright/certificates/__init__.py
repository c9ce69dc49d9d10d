"""Why it is so: written evidence that `marketcheck` can follow."""

from marketwright.certificates.bounds import GRADES, Bound, Clique, bound_document, grade, row_document, with_bounds, worst_grade

__all__ = ["GRADES", "Bound", "Clique", "bound_document", "grade", "row_document", "with_bounds", "worst_grade"]
