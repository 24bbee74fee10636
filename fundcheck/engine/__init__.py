"""Tables and a pack to outcomes: where rules run."""
