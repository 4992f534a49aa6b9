// The rules of support/rules.ts over every screen: in each theme at a width, language and mode that are dealt
// (support/sample.ts), or in all of them; and that a page which breaks a rule is found out.
import { axe } from './support/axe.ts';
import { dress, sideways } from './support/measure.ts';
import { patience } from './support/pace.ts';
import { order, rules } from './support/rules.ts';
import { EVERY, dealt, tours } from './support/sample.ts';
import { visit } from './support/screens.ts';
import { expect, test } from './support/test.ts';

const THEMES = ['light', 'dark', 'contrast'] as const;
/** Small phones, most phones, a desk. */
const WIDTHS = [320, 360, 1280];
/** Large phones and tablets: other sizes, the same colours. */
const MORE_WIDTHS = [412, 820];

for (const { title, who, visits } of tours('rules')) {
  test(`rules: ${title}`, async ({ people }) => {
    test.setTimeout(patience(EVERY ? 900 : 240));
    const person = await people.sit(who);
    const { page } = person;
    const problems: string[] = [];
    for (const { screen, lang, elder } of visits) {
      await people.prefer(page.context(), { lang, elder, size: 0, theme: 'light' });
      await visit(person.reading(lang), screen);
      const name = `${screen.name} ${lang}${elder ? ' elder' : ''}`;
      for (const theme of THEMES) {
        await dress(page, theme);
        for (const width of dealt(`rules ${theme}`, screen, theme === 'light' ? [...WIDTHS, ...MORE_WIDTHS] : WIDTHS)) {
          await page.setViewportSize({ width, height: 800 });
          const where = `${name} ${theme} ${width}`;
          problems.push(...(await rules(page, where, { elder, lang, contrast: theme === 'contrast' ? 7 : 4.5 })));
          problems.push(...(await sideways(page, where)));
        }
        if (elder && theme !== 'light') {
          await page.setViewportSize({ width: 360, height: 800 });
          problems.push(...(await axe(page, `${name} ${theme}`, [theme === 'contrast' ? 'color-contrast-enhanced' : 'color-contrast'])));
        }
      }
      await page.setViewportSize({ width: 360, height: 800 });
      if (!EVERY || elder === (lang === 'zh')) problems.push(...(await order(page, name)));
    }
    expect(problems).toEqual([]);
  });
}

/** What is done to a good page, and what is said of it then. */
const BROKEN: [name: string, spoil: string, report: RegExp][] = [
  ['letters with serifs', 'document.querySelector("h1").style.fontFamily = "serif"', /rule 1: <h1>.*serif/],
  ['small letters', 'document.querySelector(".page-head > .small").style.fontSize = "12px"', /rule 1: <p.*12 px, least 18/],
  ['tight lines', 'document.querySelector("h1").style.lineHeight = "1.1"', /rule 2: <h1>.*lines of 1\.10/],
  ['tight paragraphs', 'document.querySelector("main").insertAdjacentHTML("beforeend", "<div class=\'said\'><p>a</p><p id=\'tight\'>b</p></div>"); document.getElementById("tight").style.margin = 0', /rule 2: <p> b: 1\.00 × the line/],
  ['pale words', 'document.querySelector("h1").style.color = "#bbbbbb"', /rule 3: <h1>.*: 1, least 4\.5/],
  ['pale words through a veil', 'document.querySelector("h1").style.color = "rgba(0, 0, 0, 0.3)"', /rule 3: <h1>/],
  ['a pale edge', 'document.querySelector("main .pill").style.borderColor = "#f0ece4"', /rule 3: <button\.pill>.*edge/],
  ['a state without words', 'document.querySelector("main").insertAdjacentHTML("beforeend", "<p class=\'chip tone-bad\'></p>")', /rule 4: <p\.chip/],
  ['a button over another', 'document.querySelectorAll("main a")[1].style.marginTop = "-60px"', /rule 5: .*lies \d+×\d+ px over/],
  ['buttons that touch', 'document.querySelector("main").insertAdjacentHTML("beforeend", "<div id=\'near\'></div>"); document.getElementById("near").append(...["a", "b"].map((it) => Object.assign(document.createElement("button"), { className: "button", textContent: it })))', /rule 5: <button\.button> a: 0\.0 px from b, least 4/],
  ['what must be dragged', 'document.querySelector("main a").draggable = true; document.querySelector("main a").setAttribute("draggable", "true")', /rule 6/],
  ['a page that leaves', 'document.head.insertAdjacentHTML("beforeend", "<meta http-equiv=\'refresh\' content=\'9999\'>")', /rule 7/],
  ['a dialog that hides its way out', 'document.body.insertAdjacentHTML("beforeend", "<dialog open><button>x</button></dialog>"); document.querySelector("dialog").style.cssText = "width: 300px; height: 600px"; document.querySelector("dialog button").style.cssText = "position: absolute; left: 40px; top: 290px; width: 50px; height: 50px"', /rule 8/],
  ['no door to elder mode', 'document.querySelectorAll("button[name=elder]").forEach((it) => it.remove())', /rule 9/],
  ['another language', 'document.documentElement.lang = "fr"', /rule 10: <html>: lang is fr/],
  ['a heading left out', 'document.querySelector("main").insertAdjacentHTML("beforeend", "<h5>deep</h5>")', /rule 10: <h5> deep: level 5/],
  ['a field without a name', 'document.querySelector("main").insertAdjacentHTML("beforeend", "<input name=\'nameless\'>")', /rule 10: <input>.*nameless/],
  ['wrong, without why', 'document.querySelector("main").insertAdjacentHTML("beforeend", "<label>n<input name=\'why\' aria-invalid=\'true\'></label>")', /rule 10: <input>.*nothing says why/],
  ['a button without a name', 'document.querySelector("main").insertAdjacentHTML("beforeend", "<button></button>")', /rule 10: <button>.*no name/],
  ['no live region', 'document.querySelectorAll("[role=status]").forEach((it) => it.removeAttribute("role"))', /rule 10: <body>: nothing is said/],
  ['an order of one’s own', 'document.querySelector("main a").tabIndex = 3', /rule 10: .*tabindex 3/],
  ['motion', 'document.querySelector("h1").style.cssText += ";transition:all 2s !important"', /rule 13: <h1>/],
  ['nothing to listen to', 'document.querySelector(".aloud").remove()', /rule 14/],
  ['a board alone', 'document.querySelector("main").insertAdjacentHTML("beforeend", "<div class=\'day-table\'><a href=\'/only-here\'>x</a></div>")', /rule 15: .*only-here stands in no list/],
];

test('rules: a page that breaks one is found out, with the element and the number', async ({ people }) => {
  test.setTimeout(patience(180));
  const wang = await people.come('wang', { elder: true, theme: 'light' });
  const { page } = wang;
  const read = () => rules(page, 'home', { elder: true, lang: 'zh', contrast: 4.5 });
  await wang.go('/');
  expect(await read()).toEqual([]);
  for (const [name, spoil, report] of BROKEN) {
    await wang.go('/');
    await page.evaluate(spoil);
    const found = await read();
    expect.soft(found.some((it) => report.test(it)), `${name}: ${found.join(' | ')}`).toBe(true);
  }
  await wang.go('/');
  await page.evaluate('document.querySelector("main").style.cssText = "display:flex;flex-direction:column-reverse"');
  expect.soft((await order(page, 'home')).join(' | '), 'an order that jumps').toMatch(/rule 10: Tab goes up/);
  await wang.go('/');
  await page.addStyleTag({ content: '* { outline: none !important; box-shadow: none !important; }' }).catch(() => page.evaluate('document.querySelectorAll("*").forEach((it) => { it.style.outline = "none"; })'));
  expect.soft((await order(page, 'home')).join(' | '), 'a focus that is not seen').toMatch(/rule 10: one does not see the focus/);
  wang.forgive(/Content Security Policy/);
});
