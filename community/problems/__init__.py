"""Problems of practice: hosted as threads by the consultancy protocol."""
