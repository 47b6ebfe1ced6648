/** Why a text is not read as XML. Never leaves readXml. */

/** The message completes "The document ...". */
export class XmlFault extends Error {
  override readonly name = 'XmlFault'
}
