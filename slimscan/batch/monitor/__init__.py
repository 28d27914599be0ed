"""The programme monitor: two waves of a batch beside each other, organisation by organisation."""
