// Every screen of the app, who sees it, and the way there.
import { expect } from '@playwright/test';
import type { Name, Person } from './test.ts';

export interface Screen {
  name: string;
  who: Name | null;
  /** A path, or the way to it from where a link like this stands. */
  path: string | { from: string; link: RegExp };
  /** What is done there before looking. */
  then?: (person: Person) => Promise<void>;
  /** Uses the width of a computer. */
  wide?: boolean;
}

/** Follows the first link whose address is like this. */
async function follow(person: Person, link: RegExp): Promise<void> {
  const addresses = await person.page.locator('a[href]').evaluateAll((all) => all.map((it) => it.getAttribute('href') ?? ''));
  const found = addresses.find((it) => link.test(it));
  expect(found, `a link like ${link} on ${person.page.url()}`).toBeDefined();
  await person.go(found ?? '/');
}

export const SCREENS: Screen[] = [
  { name: 'welcome', who: null, path: '/' },
  { name: 'start-looks', who: null, path: '/start' },
  { name: 'start-who', who: null, path: '/start?step=2' },
  { name: 'start-home-screen', who: null, path: '/start?step=3' },
  { name: 'search-nobody', who: null, path: '/search?q=gab' },
  { name: 'guide-topic', who: null, path: '/guide/elder' },
  // A browser that has asked for a code is shown the second step.
  { name: 'sign-in', who: null, path: '/sign-in?again=1' },
  {
    name: 'sign-in-code',
    who: null,
    path: '/sign-in?again=1',
    then: async (person) => {
      await person.button(/王桂芳/).click();
      await expect(person.title()).toHaveText(person.w('sign_in_code_title'));
      await person.ready();
    },
  },
  {
    name: 'sign-in-wrong',
    who: null,
    path: '/sign-in?again=1',
    then: async (person) => {
      await person.page.getByLabel(person.w('sign_in_phone')).fill('123');
      await person.button(person.w('sign_in_ask')).click();
      await expect(person.page.getByRole('alert')).toBeVisible();
      await person.ready();
    },
  },
  { name: 'home', who: 'wang', path: '/' },
  { name: 'care-service', who: 'wang', path: '/care/book' },
  { name: 'care-time', who: 'wang', path: '/care/book?service=health' },
  {
    name: 'care-check',
    who: 'wang',
    path: '/care/book?service=health',
    then: (person) => follow(person, /starts=/),
  },
  { name: 'rooms', who: 'wang', path: '/rooms' },
  { name: 'room', who: 'wang', path: { from: '/rooms?day=2026-11-26', link: /^\/rooms\/[0-9a-f-]+\?day=[0-9-]+$/ } },
  { name: 'room-check', who: 'wang', path: { from: '/rooms?day=2026-11-26', link: /^\/rooms\/.*starts=/ } },
  { name: 'help-ask', who: 'wang', path: '/help/ask' },
  { name: 'neighbours', who: 'chen', path: '/help/neighbours' },
  { name: 'help', who: 'wang', path: { from: '/mine', link: /^\/help\/[0-9a-f-]{36}/ } },
  { name: 'mine', who: 'wang', path: '/mine' },
  { name: 'booking', who: 'wang', path: { from: '/mine', link: /^\/mine\/[0-9a-f-]{36}/ } },
  {
    name: 'slip',
    who: 'wang',
    path: { from: '/mine', link: /^\/mine\/[0-9a-f-]{36}/ },
    then: async (person) => {
      await person.link(person.w('bookings.slip_door')).click();
      await expect(person.page.getByRole('img', { name: person.w('bookings.slip_code_alt') })).toBeVisible();
    },
  },
  { name: 'search', who: 'wang', path: '/search' },
  { name: 'search-found', who: 'wang', path: '/search?q=h' },
  { name: 'search-none', who: 'wang', path: '/search?q=%E9%A3%9E%E6%9C%BA%E7%A5%A8' },
  { name: 'guide', who: 'wang', path: '/guide' },
  { name: 'messages', who: 'wang', path: '/messages' },
  { name: 'home-emergency', who: 'chen', path: '/' },
  { name: 'notices', who: 'chen', path: '/notices' },
  { name: 'notice', who: 'chen', path: { from: '/notices', link: /^\/notices\/[0-9a-f-]{36}/ } },
  { name: 'me', who: 'wang', path: '/me' },
  { name: 'this-phone', who: 'wang', path: '/me/phone' },
  { name: 'nowhere', who: 'wang', path: '/nowhere' },
  { name: 'family-home', who: 'family', path: '/' },
  { name: 'family-whom', who: 'family', path: '/care/book' },
  { name: 'caregiver-today', who: 'carer', path: '/work' },
  { name: 'caregiver-week', who: 'carer', path: '/work/week' },
  { name: 'caregiver-visit', who: 'carer', path: { from: '/work', link: /^\/work\/[0-9a-f-]{36}/ } },
  { name: 'caregiver-here', who: 'carer', path: '/work', then: arrive },
  { name: 'desk', who: 'clerk', path: '/desk', wide: true },
  { name: 'desk-rooms', who: 'clerk', path: '/desk/rooms', wide: true },
  { name: 'desk-hours', who: 'clerk', path: { from: '/desk/rooms?day=2026-11-26', link: /change=/ }, wide: true },
  { name: 'desk-care', who: 'clerk', path: '/desk/care', wide: true },
  { name: 'desk-assign', who: 'clerk', path: { from: '/desk', link: /^\/desk\/care\/[0-9a-f-]{36}/ }, wide: true },
  { name: 'desk-book', who: 'clerk', path: '/desk/book' },
  { name: 'desk-found', who: 'clerk', path: '/desk/book', then: (person) => lookUp(person, '13800000001'), wide: true },
  { name: 'desk-nobody', who: 'clerk', path: '/desk/book', then: (person) => lookUp(person, '13999999999') },
  { name: 'desk-help', who: 'clerk', path: { from: '/desk', link: /^\/desk\/help\/[0-9a-f-]{36}/ }, wide: true },
  { name: 'desk-approvals', who: 'clerk', path: '/desk/approvals', wide: true },
  { name: 'desk-notices', who: 'clerk', path: '/desk/notices', wide: true },
  { name: 'desk-notice-new', who: 'clerk', path: '/desk/notices/new' },
  { name: 'desk-notice-draft', who: 'clerk', path: { from: '/desk/notices', link: /^\/desk\/notices\/[0-9a-f-]{36}/ } },
  {
    name: 'desk-notice-calls',
    who: 'clerk',
    path: '/desk/notices',
    then: async (person) => {
      await person.page.getByRole('listitem').filter({ hasText: '明天停电' }).getByRole('link').click();
      await expect(person.page.getByRole('heading', { name: person.w('notices.desk_calls') })).toBeVisible();
      await person.ready();
    },
    wide: true,
  },
  { name: 'desk-register', who: 'clerk', path: '/desk/register' },
  {
    name: 'desk-number',
    who: 'clerk',
    path: '/desk/book',
    then: async (person) => {
      await lookUp(person, '13800000001');
      await person.link(person.w('number_door')).click();
      await expect(person.page.getByLabel(person.w('members.number_reason'))).toBeVisible();
      await person.ready();
    },
  },
  { name: 'keeper-desk', who: 'keeper', path: '/desk', wide: true },
  { name: 'street', who: 'supervisor', path: '/street', wide: true },
  { name: 'street-case', who: 'supervisor', path: { from: '/street', link: /^\/street\/[0-9a-f-]{36}/ }, wide: true },
  { name: 'officer-street', who: 'officer', path: '/street', wide: true },
];

/** A clerk looks for somebody by phone number. */
async function lookUp(person: Person, phone: string): Promise<void> {
  await person.page.getByLabel(person.w('book_phone')).fill(phone);
  await person.button(person.w('book_find')).click();
  await expect(person.page.getByRole('heading', { level: 2 }).first()).toBeVisible();
}

/** A caregiver is there, or was already. */
async function arrive(person: Person): Promise<void> {
  const leave = person.button(person.w('care.visit_check_out')).first();
  await expect(leave.or(person.button(person.w('care.visit_check_in'))).first()).toBeVisible();
  if (!(await leave.isVisible())) await person.button(person.w('care.visit_check_in')).click();
  await expect(leave).toBeVisible();
}

/** Goes to a screen. */
export async function visit(person: Person, screen: Screen): Promise<void> {
  if (typeof screen.path === 'string') {
    await person.go(screen.path);
  } else {
    await person.go(screen.path.from);
    await follow(person, screen.path.link);
  }
  await screen.then?.(person);
}

/** The screens by who sees them. */
export function byPerson(): Map<Name | null, Screen[]> {
  const people = new Map<Name | null, Screen[]>();
  for (const screen of SCREENS) people.set(screen.who, [...(people.get(screen.who) ?? []), screen]);
  return people;
}
