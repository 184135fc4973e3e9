"""The pages of a plan. Views read `queries`, write through `services`, and never import models."""
