"""A small Slack app, for the sandbox: `/hello` answers with a button, and the button changes the message."""

import os

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

app = App(client=WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]))


@app.command("/hello")
def hello(ack, command):
    question = {"type": "mrkdwn", "text": f"Hello {command['text'] or 'there'}! How are you?"}
    button = {"type": "button", "action_id": "fine", "text": {"type": "plain_text", "text": "Fine"}}
    block = {"type": "section", "text": question, "accessory": button}
    ack(text=question["text"], blocks=[block], response_type="in_channel")


@app.action("fine")
def fine(ack, body, respond):
    ack()
    respond(f"<@{body['user']['id']}> is fine.", replace_original=True)


if __name__ == "__main__":
    SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start()
