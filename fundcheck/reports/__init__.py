"""One writer a module. A writer puts an audit on paper and decides nothing."""
