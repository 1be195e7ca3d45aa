"""Exercise packages: the manifest, the checks' promises, loading, and finding them.

Reading only: nothing of a package is imported or run here.
"""
