// What was answered, as whole sentences to read to the person: the same as forms/read_back.py.

export const inLanguage = (texts, language) => texts[language] ?? texts.fr ?? Object.values(texts)[0] ?? "";

const BETWEEN = { fr: "\u202f; ", ar: "؛ " };
const RIGHT_TO_LEFT = /[\u0590-\u08ff]/;

// What a person wrote keeps its own direction within a sentence from right to left.
const isolate = (text, sentence) => (RIGHT_TO_LEFT.test(sentence) ? `\u2068${text}\u2069` : text);

function nameOf(row, value, language, sentence) {
  const option = [...row.querySelectorAll("[data-names]")].find((one) => one.value === value);
  return option ? inLanguage(JSON.parse(option.dataset.names), language) : isolate(value, sentence);
}

function monthOf(row, value, language) {
  if (!/^\d{4}-\d{2}$/.test(value)) return row.querySelector("select").selectedOptions[0]?.text ?? value;
  const [year, month] = value.split("-").map(Number);
  // The digits that Belgium writes, in every language.
  const format = { month: "long", year: "numeric", numberingSystem: "latn", calendar: "gregory" };
  return new Intl.DateTimeFormat(language, format).format(new Date(year, month - 1, 1));
}

/** One sentence for each answer of the form, in the order of its questions. */
export function sentences(form, answers, language) {
  const between = BETWEEN[language] ?? "; ";
  return [...form.querySelectorAll("[data-question]")]
    .filter((row) => !row.hidden && row.dataset.repeat && answers[row.dataset.question]?.length)
    .map((row) => {
      const answer = answers[row.dataset.question];
      const sentence = inLanguage(JSON.parse(row.dataset.repeat), language);
      const said =
        row.dataset.kind === "month"
          ? [monthOf(row, answer, language)]
          : [answer].flat().map((one) => nameOf(row, one, language, sentence));
      return sentence.replace("{answer}", () => said.join(between));
    });
}
