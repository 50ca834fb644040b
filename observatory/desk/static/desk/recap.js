// What was answered, as whole sentences to read to the person: the same as forms/read_back.py.

export const inLanguage = (texts, language) => texts[language] ?? texts.fr ?? Object.values(texts)[0] ?? "";

function nameOf(row, value, language) {
  const option = [...row.querySelectorAll("[data-names]")].find((one) => one.value === value);
  return option ? inLanguage(JSON.parse(option.dataset.names), language) : value;
}

function monthOf(row, value, language) {
  if (!/^\d{4}-\d{2}$/.test(value)) return row.querySelector("select").selectedOptions[0]?.text ?? value;
  const [year, month] = value.split("-").map(Number);
  return new Intl.DateTimeFormat(language, { month: "long", year: "numeric" }).format(new Date(year, month - 1, 1));
}

/** One sentence for each answer of the form, in the order of its questions. */
export function sentences(form, answers, language) {
  const between = language === "fr" ? "\u202f; " : "; ";
  return [...form.querySelectorAll("[data-question]")]
    .filter((row) => !row.hidden && row.dataset.repeat && answers[row.dataset.question]?.length)
    .map((row) => {
      const answer = answers[row.dataset.question];
      const said = row.dataset.kind === "month" ? [monthOf(row, answer, language)] : [answer].flat().map((one) => nameOf(row, one, language));
      return inLanguage(JSON.parse(row.dataset.repeat), language).replace("{answer}", () => said.join(between));
    });
}
