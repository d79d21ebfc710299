"""What is kept between passes: all SQL, and the Parquet lake."""
