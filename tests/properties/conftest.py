"""How long properties look: the same examples on every machine, without a clock."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "project",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],  # a machine under load is no fault of a property
)
settings.load_profile("project")
