// One person asks, another answers, and it is over only when the first says so.
import { ask, choose, entry, fact, unfold } from './support/steps.ts';
import { type Lang, type Person, WHO, expect, test } from './support/test.ts';

const id = (path: string) => path.split('/').pop() ?? '';

/** Folds of the desk's page may be open already. */
async function open(person: Person, words: string): Promise<void> {
  const fold = person.page.locator('details').filter({ has: person.page.locator('summary').filter({ hasText: words }) });
  if ((await fold.count()) > 0 && (await fold.first().getAttribute('open')) === null) await unfold(person, words);
}

for (const lang of ['zh', 'en'] satisfies Lang[]) {
  test(`help: a neighbour sees the matter, not the person, takes it, solves it (${lang})`, async ({ people }) => {
    const wang = await people.come('wang', { lang });
    const what = '米袋太重，想请人搬上楼';
    const path = await ask(wang, what, { answerer: 'Neighbour' });

    const chen = await people.come('chen', { lang });
    await chen.go('/help/neighbours');
    const card = entry(chen, what);
    await expect(card).toBeVisible();
    // Not in the words, and not in what came with the page either.
    for (const secret of ['5 幢 402', WHO.wang.name, WHO.wang.called]) await expect(card).not.toContainText(secret);
    const seed = JSON.parse((await chen.page.locator('#seed').textContent()) ?? '{}') as unknown;
    const found: Record<string, unknown>[] = [];
    JSON.stringify(seed, (_, value: unknown) => {
      if (typeof value === 'object' && value !== null && (value as { what?: string }).what === what) found.push(value as Record<string, unknown>);
      return value;
    });
    expect(found).toHaveLength(1);
    expect(JSON.stringify(found)).not.toContain('402');
    expect(found[0]?.contact ?? null).toBeNull();
    expect(found[0]?.subject ?? null).toBeNull();
    await card.getByRole('button', { name: chen.w('help.take') }).click();
    await chen.page.waitForURL(new RegExp(path));
    await expect(chen.page.getByText(WHO.wang.name).first()).toBeVisible();
    await expect(chen.page.getByText('5 幢 402').first()).toBeVisible();
    await expect(chen.link(chen.w('call')).first()).toHaveAttribute('href', /^tel:\+?[\d]+1?3800000001$|^tel:13800000001$/);
    await chen.page.getByLabel(chen.w('help.resolve_note')).fill('搬好了');
    await chen.button(chen.w('help.resolve')).click();
    await expect(chen.page.getByText(chen.w('stage.Resolved')).first()).toBeVisible();

    await wang.go(path);
    await expect(wang.page.getByRole('heading', { name: wang.w('help.ask_word') })).toBeVisible();
    await wang.button(wang.w('help.solved_button')).first().click();
    await expect(wang.page.getByText(wang.w('help_deed.Solved')).first()).toBeVisible();

    const clerk = await people.come('clerk', { lang });
    await clerk.go(`/desk/help/${id(path)}`);
    await open(clerk, clerk.w('help.case_close'));
    await clerk.button(clerk.w('help.case_close')).click();
    await expect(clerk.page.getByText(clerk.w('stage.Closed')).first()).toBeVisible();
    await wang.go(path);
    await expect(wang.page.getByText(wang.w('stage.Closed')).first()).toBeVisible();

    // Not done after all.
    await unfold(wang, wang.w('help.reopen'));
    await wang.page.getByLabel(wang.w('help.reopen_note')).fill('还有一袋');
    await wang.button(wang.w('help.reopen_button')).click();
    await expect(wang.page.getByText(wang.w('help_deed.Reopened')).first()).toBeVisible();
  });
}

test('help: of two neighbours the second reads that the first was quicker', async ({ people }) => {
  const clerk = await people.come('clerk');
  await clerk.go('/desk/register');
  await clerk.page.getByLabel(clerk.w('members.register_phone')).fill('137 1111 2222');
  await clerk.page.getByLabel(clerk.w('members.register_name'), { exact: true }).fill('赵素珍');
  await choose(clerk, clerk.w('members.gender.Female'));
  await clerk.page.getByLabel(clerk.w('members.register_year')).fill('1958');
  await clerk.button(clerk.w('members.register_send')).click();
  await clerk.page.waitForURL(/\/desk\/book\?for=/);
  const zhao = await people.open();
  await zhao.signInByPhone('137 1111 2222');
  await expect(zhao.title()).toContainText('赵素珍');

  const wang = await people.come('wang');
  const what = '帮忙看看收音机';
  await ask(wang, what, { answerer: 'Neighbour' });
  const chen = await people.come('chen');
  await chen.go('/help/neighbours');
  await zhao.go('/help/neighbours');
  // Else the request would go from the page before it can be taken.
  await zhao.synced();
  await zhao.hearNothing();
  await entry(chen, what).getByRole('button', { name: chen.w('help.take') }).click();
  await expect(chen.page.getByText(WHO.wang.name).first()).toBeVisible();
  await entry(zhao, what).getByRole('button', { name: zhao.w('help.take') }).click();
  await expect(zhao.page.getByRole('alert')).toContainText(zhao.w('taken_by_neighbour'));
  await expect(zhao.page.getByText(WHO.wang.name)).toHaveCount(0);
});

test('help: the desk takes it, notes, resolves; the resident says no, it goes on', async ({ people }) => {
  const wang = await people.come('wang');
  const what = '厨房水龙头一直滴水';
  const path = await ask(wang, what, { urgent: true });
  const clerk = await people.come('clerk');
  await clerk.go('/desk');
  const card = entry(clerk, what);
  await expect(card).toContainText(clerk.w('help.desk_urgent'));
  await card.getByRole('button', { name: clerk.w('help.desk_take') }).click();
  await clerk.page.waitForURL(new RegExp(`/desk/help/${id(path)}`));
  await open(clerk, clerk.w('help.case_note'));
  await clerk.page.getByLabel(clerk.w('help.case_note_label')).fill('师傅下午来');
  await clerk.button(clerk.w('help.case_note_send')).click();
  await expect(clerk.page.getByText('师傅下午来').first()).toBeVisible();
  await open(clerk, clerk.w('help.case_resolve'));
  await clerk.page.getByLabel(clerk.w('help.case_resolve_note')).fill('换了垫圈');
  await clerk.button(clerk.w('help.case_resolve')).click();
  await expect(clerk.page.getByText(clerk.w('stage_call_back')).first()).toBeVisible();

  await wang.go(path);
  await expect(wang.page.getByText('师傅下午来')).toBeVisible();
  await wang.page.getByLabel(wang.w('help.word_note')).fill('还在滴');
  await wang.button(wang.w('help.not_solved_button')).click();
  await expect(wang.page.getByText(wang.w('help_deed.NotSolved')).first()).toBeVisible();
  await expect(wang.page.getByText(wang.w('stage.InProgress')).first()).toBeVisible();
});

for (const lang of ['zh', 'en'] satisfies Lang[]) {
  test(`help: what the community cannot solve reaches the subdistrict with both clocks (${lang})`, async ({ people }) => {
    const wang = await people.come('wang', { lang });
    const what = '楼下变电箱嗡嗡响，睡不着';
    const path = await ask(wang, what);
    const clerk = await people.come('clerk', { lang });
    await clerk.go(`/desk/help/${id(path)}`);
    await open(clerk, clerk.w('help.case_escalate'));
    await clerk.page.getByLabel(clerk.w('help.case_escalate_note')).fill('要供电局来');
    await clerk.button(clerk.w('help.case_escalate')).click();
    await expect(clerk.page.getByText(clerk.w('help_deed.Escalated')).first()).toBeVisible();

    const xu = await people.come('supervisor', { lang });
    await xu.go('/street');
    const card = entry(xu, what);
    await expect(card).toBeVisible();
    await card.getByRole('link', { name: what }).click();
    await expect(xu.page.getByText(xu.w('help.case_stage_clock')).first()).toBeVisible();
    await expect(xu.page.getByText(xu.w('help.case_whole_clock')).first()).toBeVisible();
    await expect(xu.page.getByText('要供电局来').first()).toBeVisible();

    await wang.go(path);
    await expect(wang.page.getByText(wang.w('help.with_street'))).toBeVisible();
    await expect(fact(wang, 'help.clock_stage')).toBeVisible();
    await expect(fact(wang, 'help.clock_case')).toBeVisible();
  });
}

test('help: not our matter names whose it is', async ({ people }) => {
  const wang = await people.come('wang');
  const path = await ask(wang, '路灯坏了');
  const clerk = await people.come('clerk');
  await clerk.go(`/desk/help/${id(path)}`);
  await open(clerk, clerk.w('help.case_triage'));
  await choose(clerk, new RegExp(clerk.w('help.case_answer_other')));
  await clerk.button(clerk.w('help.case_triage_send')).click();
  await expect(clerk.page.getByRole('alert')).toContainText(clerk.w('whose_matter'));
  await open(clerk, clerk.w('help.case_triage'));
  await choose(clerk, new RegExp(clerk.w('help.case_answer_other')));
  await clerk.page.getByLabel(clerk.w('help.case_owner')).fill('市政热线 12345，王科长接了');
  await clerk.button(clerk.w('help.case_triage_send')).click();
  await expect(clerk.page.getByText(clerk.w('stage.HandedOver')).first()).toBeVisible();
  await wang.go(path);
  await expect(fact(wang, 'help.whose_matter_is')).toContainText('市政热线');
});

test('help: withdrawn by the one who asked', async ({ people }) => {
  const wang = await people.come('wang');
  await ask(wang, '想借一把梯子');
  await unfold(wang, wang.w('help.withdraw'));
  await wang.button(wang.w('help.withdraw_button')).click();
  await expect(wang.page.getByText(wang.w('stage.Withdrawn')).first()).toBeVisible();
});

test('help: danger has telephone numbers, and an empty request is not sent', async ({ people }) => {
  const wang = await people.come('wang');
  await wang.go('/help/ask');
  for (const [words, number] of [['help.call_ambulance', '120'], ['help.call_fire', '119'], ['help.call_police', '110']] as const) {
    await expect(wang.link(wang.w(words))).toHaveAttribute('href', `tel:${number}`);
  }
  await wang.button(wang.w('help.send')).click();
  await expect(wang.page).toHaveURL(/help\/ask/);
});
