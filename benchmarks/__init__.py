"""Benchmarks: what Convener costs, each figure a ratio to a named peer measured in the same run."""
