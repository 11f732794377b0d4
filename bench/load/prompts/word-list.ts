/**
 * Common words, each of which is one token of most tokenisers, alone and behind a space: those of the scenarios and texts of this project that are so
 * for the encodings gpt2, cl100k_base and o200k_base, the most frequent first.
 */
export const wordList: readonly string[] = `
the and for const name reference return input language tags text changed last fields with from days are null
that assert function not item message wrong date value day email post count sum one due after each you new
reason let orders order first open owner subject can question key body never have has line done month true two
months year index before its your years company charge price facts today und der number answer false items
currency paid what left may must working than list within sale only when plan which all document over same
change end lines total bench more part pay hours our get cost code without right week back team hub names now
por free contract les does run every report mit stock changes del leave next full term fare three there them
est where this out page mes about found they need work other die else was home kind service too result state
off card throw packages ordered case par tests created then event send place con own check received products
once per come been time une until minimum use how von los values their field sur sql long while plus bis dem
any entry min but load pas error would empty rows second above parts cover people notice max cell images limit
model seen cache bytes row world please account who lists article like stay rate many night payment lot note
into half start sold used den word child phone made below standard action words period que known dos another
base las weight comes old park search will ends node should sent des allow reading hour window nothing
template between pour title works again most online setting ask closed terms money still bar missing ans read
flags front address four everything handler six try status support share move test quarter rack know sorry
were running current app times size carry char take main maker tax hand sign middle mean frame fee small data
set box groups width group less states parent form both later unit sheet white channel amount store results
against site ahead lead act user mail low amber speed shows uns comment break runs five ten log dates length
needed cards client request file business points range charges country van give distance bank power show had
product expected children raw depth push shop socket bill these continue here because switch point collection
something hat want rest under sin call flex shown percent history pieces spring fast tell also pages season
car since contact token instead alone table short ones quote capacity pressure machine keep add unless keys
target head loads label warm planes way say valid pointer section source grey rain placed cut events server
menu route tier those clock makes late fixed much high during stage display worked close complete repair needs
catch pattern issue command room sequence forward import none active through put fit path job light green
budget electric cars care relative credit written travel cent writing random down wait level shift offer pull
death login such non checked added manager got top units mat balance include even photos extra render scope
clean built ref apply serial early real make trace reads submit see queue burst worth rules codes tag matched
side registered tools well double gets save expression lock minute usually lining belt models charged ended
topic hold books often whether button rule strings shape sleep query priority loaded diff buy details beta
find released proof collect starting system material said nine network some different look rating default pair
named cloth print ont write answered seat engine tail wrap latest operator definition trade red training
provided public always trip timer opened mark unknown whose amp comments column born dry production claim
damage affected commercial pause hot weekly http person seven her ticket fine holiday lower articles role fill
asking params parse factor cells could net personal blue phones thanks failed boat lost type locks allowed
older filled opens single nat closure started held bring board raise var help family wall install places heard
copy api either direction byte rank initial sample listed touch asks eight rooms cool committee sit wear
charging course turn notes son away click begin draft thread letters cycle core undo version screen reported
legal floor available web disc installed lights average lag replace aber just called being parser yes letter
paper simple evaluate split fix stand making output flat frames checks pool health office birth wallet lie
transfer straight program nor equal falls although normal tool did objects follow view match update database
figure lease image wood holder kit signed bed grow slot delete consider volume million usual anything pass
cases marked bits printed few settings step gap folder living storage dark steel natural scan release theme
fish ride download mobile mind category export things hard confirmed kan context files plain tails matter uses
outside ago connect opening updated steps city staff rent rates turned location ship train weights roads mile
chapter includes depend mounted original rated config usage book past sam jan software round slow thing inside
reply spec far photo worker package north present direct highest enter given record delay picture graded
whatever glass fork cash cas supported allows bon font levels instance bag link format why tom mart stack
score seconds block dead piece string gate though door broken sometimes tick quick bin pop seed args gone ours
review breaking metal force black tiny private packed nom vers checking alle boss great loop quality prints
option response agent dan strong array good marks negative tab edit object rather ever reader among very
reverse mine summary arg correct shared limits access shadow surface com talk third blade sets fire yet lets
counter mir ways reports mostly met someone soon went process properties draw zero external adding https
example browser large live clear marine interest require energy building margin covered ground soft sun
background platform play radio papers aux processor think cloud bus rail agents session connection script sell
method his former grade chat bug editor void chart around locked flag hands controller fair deep admin members
space bit rounded minus cart meter cuts condition root inner
`
	.trim()
	.split(/\s+/u);
