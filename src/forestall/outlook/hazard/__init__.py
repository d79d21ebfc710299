"""What a sheet about a release, a site or a route with hazardous substances shows."""
