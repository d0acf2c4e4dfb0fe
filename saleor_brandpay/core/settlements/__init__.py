"""What Toss pays out (정산), held against our attempts and refunds. Writes nothing."""
