/** Every interactive element, by its type. */

import { h } from "../dom.js";
import { button, feedbackButtons, iconButton, workflowButton } from "./buttons.js";
import { checkboxes, radioButtons } from "./choices.js";
import { site } from "./controls.js";
import { fileInput } from "./file_input.js";
import { picture } from "./images.js";
import { textInput } from "./inputs.js";
import { overflow } from "./overflow.js";
import { datePicker, dateTimePicker, timePicker } from "./pickers.js";
import { richTextInput } from "./rich_text_input.js";
import { conversationsSelect, externalSelect, staticSelect, usersSelect } from "./selects.js";

const ELEMENTS = {
  button,
  workflow_button: workflowButton,
  icon_button: iconButton,
  feedback_buttons: feedbackButtons,
  overflow,
  static_select: staticSelect,
  multi_static_select: staticSelect,
  external_select: externalSelect,
  multi_external_select: externalSelect,
  users_select: usersSelect,
  multi_users_select: usersSelect,
  channels_select: conversationsSelect,
  multi_channels_select: conversationsSelect,
  conversations_select: conversationsSelect,
  multi_conversations_select: conversationsSelect,
  checkboxes,
  radio_buttons: radioButtons,
  datepicker: datePicker,
  timepicker: timePicker,
  datetimepicker: dateTimePicker,
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
  rich_text_input: richTextInput,
  file_input: fileInput,
};

/**
 * An element where it stands.
 * @param {Object} element Slack's JSON
 * @param {Object} block the block whose `block_id` the app knows it by
 * @param {{words?: string, id?: string, describedBy?: string, isRequired?: boolean, isFieldset?: boolean}}
 *   [label] `id`: of the field that a `<label>` names; else `words` that stand beside it name it
 * @returns {Node|null} null for what this person is not to see
 */
export function renderElement(element, block, ctx, label = {}) {
  if (element.type === "image") {
    return picture(element, ctx, "element-image");
  }
  const make = ELEMENTS[element.type];
  return make ? make(site(block, element, ctx, label)) : unknownElement(element.type);
}

/** Whether several boxes make up this element, so that a fieldset names it. */
export function isGroup(element) {
  return element.type === "radio_buttons" || element.type === "checkboxes";
}

function unknownElement(type) {
  const sentence = `This page cannot show an element of type “${type}”.`;
  return h("span", { class: "unknown", role: "note" }, sentence);
}
