/** XML: what is read, what is refused, and that a large text takes its time only once. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { array, assert as always, constantFrom, property, string } from 'fast-check'
import { readXml, type XmlElement } from './readXml.ts'

const LIMITS = { depth: 8, elements: 1_000, attributes: 16 }

function root(text: string): XmlElement {
  const result = readXml(text, LIMITS)
  return result.ok ? result.root : assert.fail(result.fault)
}

/** A printed form of the tree, for comparing. */
const shape = ({ namespace, name, attributes, children, text }: XmlElement): unknown => [
  `{${namespace}}${name}`,
  Object.fromEntries(attributes),
  children.map(shape),
  text,
]

describe('read', () => {
  const cases: readonly (readonly [text: string, expected: unknown])[] = [
    ['<a/>', ['{}a', {}, [], '']],
    [
      '\uFEFF<?xml version="1.0" encoding="utf-8" standalone=\'yes\'?>\n<!-- c --><a > x </a >\n<!-- d -->',
      ['{}a', {}, [], ' x '],
    ],
    ['<a>1<b/>2<!-- - -->3<![CDATA[<&]]></a>', ['{}a', {}, [['{}b', {}, [], '']], '123<&']],
    ['<a b="&lt;&amp;&quot;&apos;&gt;&#65;&#x1F600;" c=\'"\'/>', ['{}a', { b: '<&"\'>A\u{1F600}', c: '"' }, [], '']],
    ['<a b="1\r\n2\t3&#10;4"/>', ['{}a', { b: '1 2 3\n4' }, [], '']],
    ['<a>\r\nx\ry</a>', ['{}a', {}, [], '\nx\ny']],
    ['<p:a xmlns:p="u" p:b="1" b="2"/>', ['{u}a', { '{u}b': '1', b: '2' }, [], '']],
    [
      '<a xmlns="u"><b xmlns=""/><c xml:lang="en"/></a>',
      [
        '{u}a',
        {},
        [
          ['{}b', {}, [], ''],
          ['{u}c', { '{http://www.w3.org/XML/1998/namespace}lang': 'en' }, [], ''],
        ],
        '',
      ],
    ],
    [
      '<p:a xmlns:p="u"><p:b xmlns:p="v"/><p:c/></p:a>',
      [
        '{u}a',
        {},
        [
          ['{v}b', {}, [], ''],
          ['{u}c', {}, [], ''],
        ],
        '',
      ],
    ],
    ['<\u00E9t\u00E9 \u00E0-1.="x"/>', ['{}\u00E9t\u00E9', { '\u00E0-1.': 'x' }, [], '']],
  ]
  for (const [text, expected] of cases)
    test(JSON.stringify(text).slice(0, 60), () => assert.deepEqual(shape(root(text)), expected))
})

describe('refused', () => {
  const cases: readonly (readonly [text: string, fault: RegExp])[] = [
    ['', /ends too early/],
    ['text', /text outside/],
    ['<a>', /ends too early/],
    ['<a/><b/>', /more than one root/],
    ['<a/>x', /text outside/],
    ['<a></b>', /not open/],
    ['</a>', /not open/],
    ['<a></a', /not closed/],
    ['<a b="1"', /not closed/],
    ['<a b=1/>', /not closed/],
    ['<a b="1"c="2"/>', /not closed/],
    ['<a b="<"/>', /not closed/],
    ['< a/>', /without a name/],
    ['<1a/>', /without a name/],
    ['<a b="1" b="2"/>', /attribute twice/],
    ['<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>', /attribute twice/],
    ['<p:a/>', /prefix that stands for nothing/],
    ['<a p:b="1"/>', /prefix that stands for nothing/],
    ['<a><p:b xmlns:p="u"/><p:c/></a>', /prefix that stands for nothing/],
    ['<a xmlns:p=""/>', /declares a namespace wrongly/],
    ['<a xmlns:xml="u"/>', /declares a namespace wrongly/],
    ['<a xmlns:xmlns="u"/>', /declares a namespace wrongly/],
    ['<a xmlns="http://www.w3.org/2000/xmlns/"/>', /declares a namespace wrongly/],
    ['<a b:c:d="1"/>', /more than one prefix/],
    ['<!DOCTYPE a><a/>', /document type/],
    ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', /document type/],
    ['<a><!DOCTYPE a></a>', /document type/],
    ['<a>&nbsp;</a>', /refers to an entity/],
    ['<a>&x;</a>', /ampersand/],
    ['<a>a & b</a>', /ampersand/],
    ['<a b="&"/>', /ampersand/],
    ['<a>&#0;</a>', /character that XML forbids/],
    ['<a>&#xD800;</a>', /character that XML forbids/],
    ['<a>&#x110000;</a>', /character that XML forbids/],
    ['<a>\u0001</a>', /character that XML forbids/],
    ['<a>\uD800</a>', /character that XML forbids/],
    ['<a>]]></a>', /CDATA section outside/],
    ['<a><![CDATA[</a>', /CDATA section that is not closed/],
    ['<![CDATA[x]]><a/>', /document type/],
    ['<a><!-- </a>', /comment that is not closed/],
    ['<a><!-- a -- b --></a>', /comment that is not closed/],
    ['<a><?php x ?></a>', /processing instruction/],
    ['<?xml-stylesheet href="x"?><a/>', /processing instruction/],
    [' <?xml version="1.0"?><a/>', /processing instruction/],
    ['<?xml version="1.1"?><a/>', /processing instruction/],
    ['<a>'.repeat(9) + '</a>'.repeat(9), /nested too deep/],
    [`<a>${'<b/>'.repeat(1_000)}</a>`, /too many elements/],
    [`<a ${Array.from({ length: 17 }, (_, n) => `b${n}="1"`).join(' ')}/>`, /too many attributes/],
  ]
  for (const [text, fault] of cases)
    test(JSON.stringify(text).slice(0, 60), () => {
      const result = readXml(text, LIMITS)
      assert.match(result.ok ? 'it was read' : result.fault, fault)
    })

  test('what is at the limits is read', () => {
    root('<a>'.repeat(8) + '</a>'.repeat(8))
    root(`<a>${'<b/>'.repeat(999)}</a>`)
    root(`<a ${Array.from({ length: 16 }, (_, n) => `b${n}="1"`).join(' ')}/>`)
  })
})

describe('any text', () => {
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
  // Line ends and white space in attributes are changed on reading, so they are left out here.
  const words = string({ unit: 'binary' }).map((text) => text.replaceAll(/[^\u0020-\uD7FF]/g, ''))

  test('comes back as it was written', () => {
    always(
      property(words, words, (value, text) => {
        const read = root(`<a b="${escaped(value)}">${escaped(text)}</a>`)
        assert.equal(read.attributes.get('b'), value)
        assert.equal(read.text, text)
      }),
    )
  })

  test('is read or refused, never thrown at', () => {
    const pieces = constantFrom(
      '<a>',
      '</a>',
      '<a',
      ' b="',
      '"',
      '/>',
      '&',
      ';',
      'amp',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      'xmlns:p="u"',
      ':',
      '<p:a ',
      '#x41',
      '?>',
      '<?xml',
    )
    always(
      property(array(pieces, { maxLength: 30 }), (parts) => {
        assert.equal(typeof readXml(parts.join(''), LIMITS).ok, 'boolean')
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('hostile texts of half a megabyte', () => {
  const many = 524_288
  const hostile: Readonly<Record<string, string>> = {
    'tags that never close': '<a '.repeat(many / 3),
    'comments that never close': `<a>${'<!--'.repeat(many / 4)}`,
    'spaces in a tag': `<a${' '.repeat(many)}`,
    'spaces before an equals sign': `<a ${`b${' '.repeat(200)}`.repeat(many / 201)}`,
    'a name without end': `<${'a'.repeat(many)}`,
    ampersands: `<a>${'&'.repeat(many)}</a>`,
    'half references': `<a>${'&#'.repeat(many / 2)}</a>`,
    'one attribute without end': `<a b="${'x'.repeat(many)}`,
    'CDATA that never closes': `<a>${'<![CDATA['.repeat(many / 9)}`,
  }
  for (const [name, text] of Object.entries(hostile))
    test(name, () => {
      const before = process.cpuUsage()
      assert.equal(readXml(text, LIMITS).ok, false)
      const { user } = process.cpuUsage(before)
      assert.ok(user < 1_000_000, `${user} us`)
    })
})
