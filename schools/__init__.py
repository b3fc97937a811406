"""Schools, sites, editions, classes and pupils; registration; who works where."""
