"""`python -m bot`, the same as `convener`."""

from bot.cli import main

if __name__ == "__main__":
    main()
