"""Release, dispersion and harm of hazardous substances."""
