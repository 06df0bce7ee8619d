namespace Greeter.Dictionary;

public static class WordList
{
    public static Version Version => typeof(WordList).Assembly.GetName().Version!;
}
