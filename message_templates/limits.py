"""What Slack accepts, in characters and counts. Text is counted as sent: after escaping, in UTF-16 units."""

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000

MESSAGE_TEXT = 4_000  # chat.update refuses more; chat.postMessage would truncate at 40,000
SECTION_TEXT = 3_000
FIELD_TEXT = 2_000
CONTEXT_TEXT = 3_000
HEADER_TEXT = 150
LABEL_TEXT = 2_000
HINT_TEXT = 2_000
PLACEHOLDER_TEXT = 150
BUTTON_TEXT = 75
OPTION_TEXT = 75
OPTION_DESCRIPTION = 75
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
IMAGE_TEXT = 2_000
VIEW_TITLE = 24  # also the words of a modal's submit and close buttons
INPUT_TEXT = 3_000

# Identifiers and values mean something to the program: too long is an error, never a cut.
IDENTIFIER = 255  # block_id, action_id, callback_id, external_id
BUTTON_VALUE = 2_000
OPTION_VALUE = 150
URL = 3_000
PRIVATE_METADATA = 3_000

SECTION_FIELDS = 10
CONTEXT_ELEMENTS = 10
ACTIONS_ELEMENTS = 25
SELECT_OPTIONS = 100
CHOICE_OPTIONS = 10  # checkboxes and radio buttons
OVERFLOW_OPTIONS = 5

# Charts and data tables, in messages only. Where sources give two numbers the lower one holds.
CHARTS = 2  # of a message
CHART_TITLE = 50
CHART_LABEL = 20  # of a series and of a category
AXIS_LABEL = 50
CHART_SERIES = 6
CHART_CATEGORIES = 20
TABLE_ROWS = 100  # besides the header
TABLE_COLUMNS = 20
TABLE_PAGE = 100
TABLE_CHARACTERS = 10_000  # in all cells of all tables of a message
CAPTION_TEXT = 150
