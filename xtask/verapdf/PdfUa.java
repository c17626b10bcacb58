import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

/** Shows each file to veraPDF, and says which rules of PDF/UA-1 it breaks and where. Ends with 0 when none breaks any. */
public class PdfUa {
    private static final PDFAFlavour PDF_UA_1 = PDFAFlavour.PDFUA_1;

    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        var all = files.length > 0;
        for (var file : files) {
            all &= holds(file);
        }
        System.exit(all ? 0 : 1);
    }

    private static boolean holds(String file) throws Exception {
        var foundry = Foundries.defaultInstance();
        try (var parser = foundry.createParser(new FileInputStream(file), PDF_UA_1);
                var validator = foundry.createValidator(PDF_UA_1, false)) {
            var result = validator.validate(parser);
            System.out.printf("%s: %s (%d rules, %d checks)%n", file, result.isCompliant() ? "holds" : "BREAKS RULES",
                    result.getValidationProfile().getRules().size(), result.getTotalAssertions());
            for (var check : result.getTestAssertions()) {
                if (check.getStatus() == TestAssertion.Status.FAILED) {
                    System.out.printf("  %s: %s (%s)%n", check.getRuleId().getClause(), check.getMessage(),
                            check.getLocation().getContext());
                }
            }
            return result.isCompliant();
        }
    }
}
