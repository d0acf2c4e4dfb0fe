"""A worker brings one attempt into the shop's records: whatever Toss has done, once."""
