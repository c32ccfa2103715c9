"""Settings, urls and the wiring: which listener hears which news. The only storey that knows everybody."""
