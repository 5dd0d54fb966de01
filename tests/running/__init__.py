"""How a run does its work: out of the cache, in several processes, again and again."""
