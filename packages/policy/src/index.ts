/** IAM policy documents: strict parsing and evaluation with reasons. */
export {}
