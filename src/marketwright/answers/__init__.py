"""What is claimed: outcome, findings, certificate."""

from marketwright.answers.answer import ANSWER_FORMAT, Answer, Finding, Result, answer_document, plain

__all__ = ["ANSWER_FORMAT", "Answer", "Finding", "Result", "answer_document", "plain"]
