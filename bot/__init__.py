"""The program: settings, wiring, Slack app, command line. Imported by nobody."""
