"""Text that people really type, or would type to see what happens."""

HOSTILE: dict[str, str] = {
    "channel": "<!channel> <!here> <!everyone> @channel @here #general",
    "mention": "<@U0000000BEN> & <@U0000000BEN|ben> <!subteam^S012345|@staff>",
    "ampersand": "Q&A &amp; &lt;b&gt; &#39; R&D",
    "quotes": "\"it's\" 'so' \\\" \\n ` ``` * _ ~ }} {{ x }} {% raw %}",
    "newlines": "one\r\n\r\n\ntwo\rthree\tfour\u2028five",
    "emoji": "👩🏽‍🏫🎉 :tada: 🏳️‍🌈 é",
    "right_to_left": "שלום \u202eלמורים مرحبا\u2066",
    "long": "A question about fractions & ratios. " * 270,
    "long_word": "x<&" * 3_400,
    "long_emoji": "👩🏽‍🏫" * 2_500,
    "empty": "",
    "blanks": " \n\t ",
    "control": "a\x00b\x07c\ud83d",
    "date": "<!date^0^{date}|now> <https://evil.example|your bank>",
}
