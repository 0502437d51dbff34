/** Hears when a template or a golden file was saved. */

const WAIT_MS = 2000; // before asking again a server that does not answer

/**
 * Asks for ever; the server holds each question back until there is news.
 * @param {Object} api
 * @param {string} revision what the page shows now
 * @param {function(): Promise} onChange
 * @param {function(Error|null)} onTrouble called with null when it works (again)
 */
export async function watchTemplates(api, revision, onChange, onTrouble) {
  let known = revision;
  for (;;) {
    try {
      const answer = await api.control(`preview/changes?since=${known}`);
      if (answer.revision !== known) {
        known = answer.revision;
        await onChange();
      }
      onTrouble(null);
    } catch (trouble) {
      onTrouble(trouble);
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
  }
}
